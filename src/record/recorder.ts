import type { SpilledColumn } from '../model/codec/write.ts'
import type { Recording } from '../model/recording.ts'

/** A program to start. */
export interface Launch {
  readonly kind: 'launch'
  /** Program and arguments, ready to execute (the command line has already put the interpreter in front). */
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A running program to look at. */
export interface Attach {
  readonly kind: 'attach'
  readonly pid: number
}

/** What is measured of memory inside a program. */
export interface MemoryInside {
  /** Frames to keep of the stacks that allocate, null when they are not asked for. */
  readonly frames: number | null
  /** The points between which growth is asked for: names of marks, 'start', 'end', or seconds since the start. `to` null: to the end
   *  of the region `from`, or of the program where that is a mark. */
  readonly growth: { readonly from: string | number; readonly to: string | number | null } | null
  /** MiB at which to stop in the debugger, null for none. */
  readonly limit: number | null
  /** Functions whose local variables are measured. */
  readonly variables: readonly string[]
}

/** When a program takes snapshots of its own heap. */
export interface HeapInside {
  /** Whether at its end, when its exit handlers have run. */
  readonly atExit: boolean
  /** When it is sent these signals ("USR2"). */
  readonly signals: readonly string[]
  /** Seconds between two, null for none. */
  readonly every: number | null
  /** Whether garbage is collected before each. */
  readonly collect: boolean
}

/** What every recorder is asked. */
export interface RecordRequest {
  readonly target: Launch | Attach
  /** Samples per second; recorders that do not sample ignore it. */
  readonly rate: number
  /** Seconds to wait before measuring, 0 for none. */
  readonly delay: number
  /** Seconds to measure, null until the target ends or `signal` fires. */
  readonly duration: number | null
  readonly subprocesses: boolean
  /** Modes lines and memory: the functions whose lines are counted (names, globs, modules, files); those decorated besides. */
  readonly functions?: readonly string[]
  /** Mode memory: what is measured inside the program besides the lines of `functions`. */
  readonly memory?: MemoryInside | null
  /** Mode heap, of Python's objects; absent: one snapshot at the end. */
  readonly heap?: HeapInside | null
  /** Opt-in: stop the target for each sample (exact stacks, low rates only). */
  readonly stop: boolean
  /** Whether to embed the text of hot sources. */
  readonly source: boolean
  /** Ends the measurement early (Ctrl-C, the full-screen view's "quit"); what was measured is kept. */
  readonly signal: AbortSignal
  /** One sentence of progress or advice for the person who waits. */
  readonly say: (sentence: string) => void
}

/** What a recorder leaves. */
export interface RecordOutcome {
  readonly recording: Recording
  /** Columns that lie in spill files instead of `recording` (see WriteOptions.spilled). */
  readonly spilled: ReadonlyMap<string, SpilledColumn>
  /** Exit status to end with: the target's own, 128+n after signal n; 0 for an attach. */
  readonly exitStatus: number
  /** Removes spill files; the spilled columns are gone afterwards. */
  dispose(): void
}
