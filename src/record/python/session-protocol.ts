import type { Interpreter, Shared, Timeline } from '../../model/recording.ts'
import type { MarkTable } from '../../model/tables.ts'
import type { FinishedColumns } from './sample-columns.ts'

/** What the sampling thread is told when it starts. */
export interface SessionOptions {
  /** Shared with the sampling thread; see {@link Control}. */
  readonly control: SharedArrayBuffer
  readonly isLaunched: boolean
  readonly rate: number
  /** Seconds. */
  readonly delay: number
  readonly duration: number | null
  readonly subprocesses: boolean
  readonly stop: boolean
  /** File in which the program leaves its marks. */
  readonly marksFile: string | null
  /** Send the figures while they come instead of keeping them. */
  readonly isLive: boolean
  /** Folder for spill files. */
  readonly temporaryFolder: string
}

/** Words of the control memory (Int32). */
export const Control = {
  /** 1 ends the session; a sleep until the next tick is woken up. */
  stop: 0,
  /** Process to look at; 0 until it is known. */
  pid: 1,
} as const
/** The second 8 bytes hold the recording's start as a double: ms since 1970. */
export const CONTROL_START = 8
export const CONTROL_SIZE = 16

/** Why a session ended. */
export type SessionEnd = 'stopped' | 'duration' | 'target-ended' | 'disk-full'

/** A process of the session. */
export interface SessionProcess {
  readonly pid: number
  readonly hadPython: boolean
}

/** Totals of one process. */
export interface SessionCounters {
  readonly process: number
  readonly peakRss: number
  readonly minorFaults: number
  readonly majorFaults: number
  readonly voluntarySwitches: number
  readonly involuntarySwitches: number
}

/** What a session measured. */
export interface SessionResult {
  readonly end: SessionEnd
  readonly shared: Shared
  readonly columns: FinishedColumns
  readonly timelines: readonly Timeline[]
  readonly marks: MarkTable | null
  readonly counters: readonly SessionCounters[]
  readonly interpreter: Interpreter | null
  /** ms since 1970 at time 0, and the length of the measurement in ns. */
  readonly start: number
  readonly duration: number
  /** Processes in which Python was sampled. */
  readonly pythons: number
  readonly ticks: { readonly scheduled: number; readonly taken: number; readonly late: number }
  /** ns in which there was something to sample. */
  readonly activeTime: number
  readonly counts: {
    readonly stacksRead: number
    readonly torn: number
    readonly lost: number
    readonly unresolved: number
    readonly cut: number
  }
  readonly tornShare: { readonly share: number; readonly low: number; readonly high: number } | null
  /** Why a process of the session could not be read, by error code. */
  readonly failures: readonly SessionFailure[]
}

export interface SessionFailure {
  readonly pid: number
  readonly code: string
  readonly message: string
  readonly hint: string | null
}

/** New entries of the shared tables and the rows since the last message; see live-feed.ts. */
export interface LiveMessage {
  readonly kind: 'live'
  readonly strings: readonly string[]
  readonly funcs: readonly { name: number; source: number; line: number; kind: number }[]
  readonly sources: readonly number[]
  readonly frames: { readonly func: Int32Array; readonly line: Int32Array }
  readonly stacks: { readonly prefix: Int32Array; readonly frame: Int32Array }
  readonly threads: readonly { name: string; tid: number; kind: number }[]
  readonly rows: {
    readonly stack: Int32Array
    readonly thread: Int32Array
    readonly state: Uint8Array
    readonly flags: Uint8Array
    readonly wall: Float64Array
    readonly cpu: Float64Array
    readonly samples: Float64Array
  }
  /** ns since the start; share of the time in which the GIL was held (NaN unknown), resident bytes. */
  readonly time: number
  readonly gil: number
  readonly rss: number
}

/** What the sampling thread says. */
export type SessionMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'found'; readonly pid: number; readonly interpreter: Interpreter }
  | LiveMessage
  | { readonly kind: 'done'; readonly result: SessionResult }
  | { readonly kind: 'failed'; readonly failure: SessionFailure }
