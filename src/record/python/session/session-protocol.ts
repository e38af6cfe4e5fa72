import type { Interpreter, Shared, Timeline } from '../../../model/recording.ts'
import type { MarkTable } from '../../../model/tables.ts'
import type { FinishedColumns } from './sample-columns.ts'

/** What the sampling thread is told when it starts. */
export interface SessionOptions {
  /** Shared with the sampling thread; see {@link Control}. */
  readonly control: SharedArrayBuffer
  readonly isLaunched: boolean
  /** Measure memory and what makes it grow instead of time. */
  readonly isMemory: boolean
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

/** What a session needs of its surroundings. Times in ms since the recording's start. */
export interface SessionSurroundings {
  now(): number
  /** The recording's start, ms since 1970. */
  readonly epoch: number
  /** Sleeps about that long, or until the session is told to stop. */
  sleep(milliseconds: number): void
  isStopped(): boolean
  onPython(pid: number, interpreter: Interpreter): void
  onLive(message: LiveMessage): void
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
  /** Readings of PSS, USS and swap and what they took, ns; null where memory is not what is measured. */
  readonly details: { readonly readings: number; readonly cost: number } | null
}

export interface SessionFailure {
  readonly pid: number
  readonly code: string
  readonly message: string
  readonly hint: string | null
}

/** What a live session saw since its last message. Tables hold only what is new since then. */
export interface LiveMessage {
  readonly kind: 'live'
  readonly strings: readonly string[]
  /** Per func its name and file (-1 none), indexes of strings, and its first line. */
  readonly funcs: readonly { readonly name: number; readonly file: number; readonly line: number }[]
  readonly frames: { readonly func: Int32Array; readonly line: Int32Array }
  readonly stacks: { readonly prefix: Int32Array; readonly frame: Int32Array }
  /** One row a stack: its time by the clock and on a processor, ns. Blocked threads count in `wall` only. */
  readonly rows: { readonly stack: Int32Array; readonly wall: Float64Array; readonly cpu: Float64Array }
  /** Wall time of all threads by ThreadState, ns. */
  readonly states: Float64Array
  /** Time of the message, ns since the start. */
  readonly time: number
  readonly threads: number
  readonly processes: number
  /** Samples taken, and found torn, since the start. */
  readonly samples: number
  readonly torn: number
  /** Resident bytes of all processes, and share of the time in which the GIL was held (NaN unknown). */
  readonly rss: number
  readonly gil: number
}

/** What the sampling thread says. */
export type SessionMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'found'; readonly pid: number; readonly interpreter: Interpreter }
  | LiveMessage
  | { readonly kind: 'done'; readonly result: SessionResult }
  | { readonly kind: 'failed'; readonly failure: SessionFailure }
