import { address, byte, int, number, optionalInt, optionalRef, ref, type TableOf } from './columns.ts'

/** Index into `shared.strings`; string 0 is ''. */
export type StringIndex = number
/** Index into `shared.sources`. */
export type SourceIndex = number
/** Index into `shared.libs`. */
export type LibIndex = number
/** Index into `shared.funcs`. */
export type FuncIndex = number
/** Index into `shared.frames`. */
export type FrameIndex = number
/** Index of a leaf in the prefix tree `shared.stacks`. */
export type StackIndex = number
/** Index into `shared.threads`. */
export type ThreadIndex = number
/** Index into `shared.processes`. */
export type ProcessIndex = number

/** What kind of code a func is; a small integer so that it fits a byte column. */
export const FuncKind = {
  unknown: 0,
  python: 1,
  /** A function implemented in C that Python names: cProfile's `<built-in …>` and `<method …>`. */
  builtin: 2,
  native: 3,
  kernel: 4,
  javascript: 5,
  /** No symbol was found: the name only prints the address. */
  address: 6,
  /** Not code: `[torn]`, `(idle)`, `<GC>`, `(root)`. */
  marker: 7,
} as const

/** What a row of `threads` stands for. */
export const ThreadKind = {
  unknown: 0,
  /** A thread that runs Python code. */
  python: 1,
  /** A thread of the process that runs no Python (BLAS, OpenMP, an allocator's). */
  native: 2,
  /** An asyncio task shown as a thread. */
  task: 3,
} as const

/** What a thread was doing when it was sampled. */
export const ThreadState = {
  unknown: 0,
  /** On a processor. */
  running: 1,
  /** Wants a processor and has none. */
  runnable: 2,
  /** Waits for Python's global interpreter lock. */
  waitingGil: 3,
  /** Waits in the kernel; the sample's `wait` column says for what. */
  blocked: 4,
} as const

/** Bits of `samples.flags`. */
export const SampleFlag = {
  /** The thread held the global interpreter lock. */
  holdsGil: 1,
  /** The interpreter was collecting garbage. */
  collecting: 2,
  /** The stack was found torn and replaced by `[torn]`. */
  torn: 4,
} as const

/** Source files. */
export const SOURCES = {
  /** Path as the tool wrote it. */
  path: ref('strings'),
  /** The file's text where it was embedded, -1 where not. */
  text: optionalRef('strings'),
} as const

/** Loaded binaries and their mappings. */
export const LIBS = {
  /** Short name. */
  name: ref('strings'),
  path: ref('strings'),
  /** Build id in hexadecimal. */
  buildId: optionalRef('strings'),
  /** First address of the mapping, 0 when unknown. */
  start: address(),
  /** First address after the mapping, 0 when unknown. */
  end: address(),
  /** Offset in the file of the mapping's start. */
  offset: address(),
} as const

/** Functions. One row is one function whatever line was seen in it. */
export const FUNCS = {
  /** Name for people: the qualified name where there is one. */
  name: ref('strings'),
  /** Mangled or unqualified name where the input has one besides. */
  systemName: optionalRef('strings'),
  source: optionalRef('sources'),
  /** Line of the definition, 1-based; 0 where the tool wrote 0 (builtins in pstats); -1 unknown. */
  line: optionalInt(),
  lib: optionalRef('libs'),
  /** A value of {@link FuncKind}. */
  kind: byte(),
} as const

/** Places in functions: what a stack is made of. */
export const FRAMES = {
  func: ref('funcs'),
  /** Line executing, 1-based, -1 unknown. */
  line: optionalInt(),
  /** First column, 1-based, -1 unknown. */
  column: optionalInt(),
  /** Last line of the expression, 1-based, -1 unknown. */
  endLine: optionalInt(),
  /** First column after the expression, 1-based, -1 unknown. */
  endColumn: optionalInt(),
  lib: optionalRef('libs'),
  /** Instruction address as recorded, 0 unknown. */
  address: address(),
  /** 1 where this frame was inlined into the frame before it in every stack (they share one address). */
  inlined: byte(),
} as const

/** The prefix tree of stacks: a stack is the index of its leaf. Parents stand before their children. */
export const STACKS = {
  /** Parent, smaller than the own index; -1 at a root. */
  prefix: int({ ref: 'self', nullable: true, parent: true }),
  frame: ref('frames'),
} as const

/** Processes of the measured program. */
export const PROCESSES = {
  /** -1 unknown. */
  pid: optionalInt(),
  /** The process that started it, where that was recorded too. */
  parent: optionalRef('self'),
  name: ref('strings'),
  /** Command line, arguments quoted as a shell would read them. */
  command: optionalRef('strings'),
  /** Nanoseconds since `meta.startTime`; NaN unknown. */
  start: number(),
  end: number(),
} as const

/** Threads, and tasks shown as threads. */
export const THREADS = {
  process: optionalRef('processes'),
  /** Operating system's thread id; NaN unknown. */
  tid: number(),
  name: ref('strings'),
  /** A value of {@link ThreadKind}. */
  kind: byte(),
  /** 1 for the main thread of its process. */
  isMain: byte(),
  /** For a task: the task that awaits it (the first, where several do); -1 none. */
  awaitedBy: optionalRef('self'),
  /** CPU time of the thread over the recording in nanoseconds, from the kernel's own account; NaN unknown. */
  cpu: number(),
} as const

/** Labels of samples; the rows of one set are adjacent. */
export const LABELS = {
  /** The set the row belongs to; sets are numbered from 0 in the order of the rows. */
  set: int(),
  key: ref('strings'),
  /** Text value, -1 for a numeric label. */
  text: optionalRef('strings'),
  /** Numeric value, NaN for a text label. */
  number: number(),
  unit: optionalRef('strings'),
} as const

/** The samples or traced intervals, one row each (or one row for a run of equal ones). Weights stand beside. */
export const SAMPLES = {
  /** The stack, -1 for the empty stack. */
  stack: optionalRef('stacks'),
  thread: optionalRef('threads'),
  /** Start of the time the row stands for, ns since `meta.startTime`; NaN where the input has no time order. */
  time: number(),
  /** A value of {@link ThreadState}. */
  state: byte(),
  /** What the thread waited for ("futex", "read", "hrtimer_nanosleep"), -1 unknown or not waiting. */
  wait: optionalRef('strings'),
  /** Bits of {@link SampleFlag}. */
  flags: byte(),
  labels: optionalRef('labelSets'),
} as const

/** Functions of a weighted call graph. */
export const CALL_ROWS = {
  func: ref('funcs'),
  /** All calls, NaN unknown. */
  calls: number(),
  /** Calls not made from within the function itself (directly or not), NaN unknown. */
  primitiveCalls: number(),
} as const

/** Edges of a weighted call graph; caller and callee index its rows. */
export const CALL_EDGES = {
  caller: int(),
  callee: int(),
  calls: number(),
  primitiveCalls: number(),
  /** Line of the call in the caller, -1 unknown. */
  line: optionalInt(),
} as const

/** Source lines with figures that were measured for the line itself. */
export const LINE_ROWS = {
  source: ref('sources'),
  /** 1-based. */
  line: int(),
  func: optionalRef('funcs'),
  /** Times the line ran, NaN unknown. */
  hits: number(),
} as const

/** One value over time. */
export const TIMELINE_POINTS = {
  /** Nanoseconds since `meta.startTime`, never falling. */
  time: number(0),
  value: number(),
} as const

/** Named points and spans on the recording's clock. */
export const MARKS = {
  name: ref('strings'),
  time: number(0),
  /** Length of the span in ns, 0 for a point. */
  duration: number(0),
  thread: optionalRef('threads'),
} as const

/** Table with the columns of {@link SOURCES}. */
export type SourceTable = TableOf<typeof SOURCES>
/** Table with the columns of {@link LIBS}. */
export type LibTable = TableOf<typeof LIBS>
/** Table with the columns of {@link FUNCS}. */
export type FuncTable = TableOf<typeof FUNCS>
/** Table with the columns of {@link FRAMES}. */
export type FrameTable = TableOf<typeof FRAMES>
/** Table with the columns of {@link STACKS}. */
export type StackTable = TableOf<typeof STACKS>
/** Table with the columns of {@link PROCESSES}. */
export type ProcessTable = TableOf<typeof PROCESSES>
/** Table with the columns of {@link THREADS}. */
export type ThreadTable = TableOf<typeof THREADS>
/** Table with the columns of {@link LABELS}. */
export type LabelTable = TableOf<typeof LABELS>
/** Table with the columns of {@link SAMPLES}. */
export type SampleTable = TableOf<typeof SAMPLES>
/** Table with the columns of {@link CALL_ROWS}. */
export type CallRowTable = TableOf<typeof CALL_ROWS>
/** Table with the columns of {@link CALL_EDGES}. */
export type CallEdgeTable = TableOf<typeof CALL_EDGES>
/** Table with the columns of {@link LINE_ROWS}. */
export type LineRowTable = TableOf<typeof LINE_ROWS>
/** Table with the columns of {@link TIMELINE_POINTS}. */
export type TimelinePointTable = TableOf<typeof TIMELINE_POINTS>
/** Table with the columns of {@link MARKS}. */
export type MarkTable = TableOf<typeof MARKS>
