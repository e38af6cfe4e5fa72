import type { Unit } from '../base/units.ts'
import type {
  HeapObjectTable,
  HeapReferenceTable,
  HeapRootTable,
  HeapSnapshotTable,
  HeapTypeTable,
} from './heap-tables.ts'
import type {
  CallEdgeTable,
  CallRowTable,
  FrameTable,
  FuncTable,
  LabelTable,
  LibTable,
  LineRowTable,
  MarkTable,
  ProcessTable,
  SampleTable,
  SourceTable,
  StackTable,
  ThreadTable,
  TimelinePointTable,
} from './tables.ts'

/** One measured quantity. */
export interface ValueType {
  /** 'wall', 'cpu', 'samples', 'alloc_space' … as the tool names it. */
  readonly name: string
  readonly unit: Unit
  /** 'sum' where values add up over time, 'snapshot' where they describe one moment (memory in use). */
  readonly kind: 'sum' | 'snapshot'
  /** 'exact' where every event was counted, 'sampled' where a sample stands for what lies between samples, 'estimated'
   *  where the figure was worked out from samples by a model of how they were taken. */
  readonly precision: 'exact' | 'sampled' | 'estimated'
  /** Only in a recording that a base was put under (`analysis/difference`): these are the base's values of the value type of
   *  the same name, to be multiplied by `scale` before they are compared; `settings` are those of the base's recorder. Never written. */
  readonly base?: { readonly scale: number; readonly settings?: Meta['recorder']['settings'] }
}

/** Something the reader or the recorder met and went on from. */
export interface Warning {
  /** Stable, in kebab-case. */
  readonly code: string
  /** One sentence. */
  readonly message: string
  readonly count: number
  /** Where it was met first: "line 12", "byte 431"; null where that means nothing. */
  readonly firstAt: string | null
}

/** How good a measurement is. Null means the recorder cannot know; it is never zero instead. */
export interface Quality {
  /** Samples per second asked for and reached. */
  readonly askedRate: number | null
  readonly achievedRate: number | null
  /** Ticks that were due and ticks that were taken. */
  readonly scheduledTicks: number | null
  readonly takenTicks: number | null
  /** Ticks taken more than half an interval late. */
  readonly lateTicks: number | null
  /** Thread stacks read in all, those found torn, and those that could not be read. */
  readonly stacksRead: number | null
  readonly tornStacks: number | null
  readonly lostStacks: number | null
  /** Estimated share of impossible stacks among those not marked torn, with its 99 % interval. */
  readonly tornShare: number | null
  readonly tornShareLow: number | null
  readonly tornShareHigh: number | null
  /** The recorder's own CPU time in nanoseconds. */
  readonly recorderCpu: number | null
  /** Frames that could not be named. */
  readonly unresolvedFrames: number | null
  /** Of a recording of memory: how often a second PSS, USS and swap were read, and the share of a processor that this took. */
  readonly detailRate: number | null
  readonly detailShare: number | null
}

/** The program that was measured. */
export interface Interpreter {
  /** 'CPython', 'PyPy', 'Node.js', 'V8' … */
  readonly implementation: string
  readonly version: string
  readonly executable: string | null
}

/** How the measured program ended; both null while it still ran. */
export interface Exit {
  readonly status: number | null
  readonly signal: string | null
}

/** Where a recording comes from and how it was made. */
export interface Meta {
  /** Title for people: the script's or the file's name. */
  readonly name: string
  readonly command: readonly string[]
  readonly cwd: string | null
  readonly host: string | null
  readonly platform: string | null
  readonly interpreter: Interpreter | null
  /** Git revision of the working directory; '+' at its end when there were changes. */
  readonly revision: string | null
  /** Nanoseconds since 1970 as a decimal string (it does not fit a double), null when the input has no clock. */
  readonly startTime: string | null
  /** Length of the measurement in nanoseconds, null unknown. */
  readonly duration: number | null
  readonly recorder: {
    readonly name: string
    readonly version: string | null
    /** 'sample', 'trace', 'lines' …, or null for an imported file that does not say. */
    readonly mode: string | null
    readonly settings: Readonly<Record<string, string | number | boolean | null>>
  }
  readonly exit: Exit | null
  readonly quality: Quality | null
  readonly warnings: readonly Warning[]
  /** The format the recording was read from; null when it was measured here. */
  readonly importedFrom: { readonly format: string; readonly file: string | null } | null
  /** What a format holds that no part does and that its writer needs to give back (kept small, plain JSON). */
  readonly extra: Readonly<Record<string, unknown>>
}

/** Tables that several parts share. */
export interface Shared {
  /** Interned text; entry 0 is ''. */
  readonly strings: readonly string[]
  readonly sources: SourceTable
  readonly libs: LibTable
  readonly funcs: FuncTable
  readonly frames: FrameTable
  readonly stacks: StackTable
  readonly processes: ProcessTable
  readonly threads: ThreadTable
  readonly labels: LabelTable
}

/** Samples or traced intervals over the prefix tree of stacks. */
export interface StacksPart {
  readonly valueTypes: readonly ValueType[]
  /** Index of the value type to show first. */
  readonly defaultValueType: number
  readonly samples: SampleTable
  /** Per value type one array of `samples.length` entries in that type's unit. */
  readonly weights: readonly Float64Array[]
  /** Whether the samples carry times that never fall within a thread (a flame chart can be drawn). */
  readonly isTimed: boolean
}

/** A weighted call graph. It does not determine a call tree. */
export interface CallsPart {
  readonly valueTypes: readonly ValueType[]
  readonly rows: CallRowTable
  /** Per value type one array of `rows.length` entries. */
  readonly self: readonly Float64Array[]
  readonly total: readonly Float64Array[]
  readonly edges: CallEdgeTable
  /** Per value type one array of `edges.length` entries: what the callee cost when called from the caller; NaN unknown. */
  readonly edgeSelf: readonly Float64Array[]
  readonly edgeTotal: readonly Float64Array[]
}

/** Figures of source lines. */
export interface LinesPart {
  readonly valueTypes: readonly ValueType[]
  readonly rows: LineRowTable
  /** Per value type one array of `rows.length` entries; NaN unknown. */
  readonly values: readonly Float64Array[]
  /** Per value type one array of `rows.length` entries: what was called from the line cost, callees included, but for calls of
   *  the row's func by itself. Absent where that was not measured of lines. */
  readonly called?: readonly Float64Array[]
}

/** What lay on a heap, at one moment or at several: objects by type and size and, where the input has them, who refers to whom. */
export interface HeapPart {
  readonly snapshots: HeapSnapshotTable
  readonly types: HeapTypeTable
  readonly objects: HeapObjectTable
  /** Empty where `hasReferences` is false. */
  readonly references: HeapReferenceTable
  readonly roots: HeapRootTable
  /** Whether who refers to whom was recorded: without it there are no paths, no dominators and no retained sizes. */
  readonly hasReferences: boolean
}

/** One value over time. */
export interface Timeline {
  /** 'rss', 'major-faults', 'read-bytes', 'gil' … */
  readonly name: string
  readonly unit: Unit
  /** 'gauge': the value at that moment; 'counter': a total that only grows. */
  readonly kind: 'gauge' | 'counter'
  /** Index into `shared.processes`, -1 when it is of the whole recording. */
  readonly process: number
  readonly points: TimelinePointTable
}

/** A named total of the whole measurement. */
export interface Counter {
  readonly name: string
  readonly unit: Unit
  readonly value: number
  /** Only in a recording that a base was put under: what the base has, as it was measured. Never written. */
  readonly base?: number
}

/** One measurement: metadata and any of the parts. A part is null when the measurement has none of it. */
export interface Recording {
  readonly meta: Meta
  readonly shared: Shared
  readonly stacks: StacksPart | null
  readonly calls: CallsPart | null
  readonly lines: LinesPart | null
  readonly heap: HeapPart | null
  readonly timelines: readonly Timeline[]
  readonly marks: MarkTable | null
  /** Named totals (page faults, context switches …). */
  readonly counters: readonly Counter[]
}

/** What a recording has of parts that were not measured, to be spread first into one. */
export const NO_PARTS = {
  stacks: null,
  calls: null,
  lines: null,
  heap: null,
  timelines: [],
  marks: null,
  counters: [],
} as const satisfies Omit<Recording, 'meta' | 'shared'>

const NO_QUALITY: Quality = {
  askedRate: null,
  achievedRate: null,
  scheduledTicks: null,
  takenTicks: null,
  lateTicks: null,
  stacksRead: null,
  tornStacks: null,
  lostStacks: null,
  tornShare: null,
  tornShareLow: null,
  tornShareHigh: null,
  recorderCpu: null,
  unresolvedFrames: null,
  detailRate: null,
  detailShare: null,
}

/** A warning of something met `count` times, nowhere in particular. */
export function warn(code: string, message: string, count = 1): Warning {
  return { code, message, count, firstAt: null }
}

/** A quality of which only the given figures are known. */
export function quality(known: Partial<Quality>): Quality {
  return { ...NO_QUALITY, ...known }
}

/** Metadata of which only the given fields are known. */
export function meta(known: Partial<Meta> & Pick<Meta, 'name' | 'recorder'>): Meta {
  return {
    command: [],
    cwd: null,
    host: null,
    platform: null,
    interpreter: null,
    revision: null,
    startTime: null,
    duration: null,
    exit: null,
    quality: null,
    warnings: [],
    importedFrom: null,
    extra: {},
    ...known,
  }
}
