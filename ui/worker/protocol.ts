import type { Normalisation } from '../../src/analysis/difference/normalise.ts'
import type { TreeDifference, Widths } from '../../src/analysis/difference/unite-trees.ts'
import type { GraphLayout } from '../../src/analysis/graph-layout/layout.ts'
import type { Lens } from '../../src/analysis/square-map/layout.ts'
import type { Nesting } from '../../src/analysis/square-map/tile.ts'
import type { CallGraphAnswer } from '../../src/query/call-graph/answer.ts'
import type { Expansion } from '../../src/query/call-graph/choice.ts'
import type { GraphGrouping } from '../../src/query/call-graph/groups.ts'
import type { Filter } from '../../src/query/filter/filter.ts'
import type { PartsAnswer } from '../../src/query/filter/parts.ts'
import type { SearchAnswer } from '../../src/query/filter/search.ts'
import type { AppliedTransform } from '../../src/query/filter/transforms.ts'
import type { DistantRelativesAnswer, RelativesSide } from '../../src/query/functions/distant-relatives.ts'
import type { FunctionsAnswer } from '../../src/query/functions/functions.ts'
import type { FunctionGroupsAnswer, Grouping } from '../../src/query/functions/groups.ts'
import type { HotStackAnswer } from '../../src/query/functions/hot-stack.ts'
import type { NeighboursAnswer } from '../../src/query/functions/neighbours.ts'
import type { FunctionValuesAnswer } from '../../src/query/functions/values.ts'
import type { LineColumnsAnswer } from '../../src/query/lines/columns.ts'
import type { HotLinesAnswer } from '../../src/query/lines/hot-lines.ts'
import type { LinesAnswer } from '../../src/query/lines/lines.ts'
import type { OverviewAnswer } from '../../src/query/overview.ts'
import type { SummaryAnswer } from '../../src/query/summary.ts'
import type { MemoryTimelineAnswer } from '../../src/query/time/memory-timeline.ts'
import type { MomentAnswer } from '../../src/query/time/moment.ts'
import type { TimelineAnswer } from '../../src/query/time/timeline.ts'
import type { MapGrouping, SquareMapAnswer } from '../../src/query/tree/square-map.ts'
import type { DifferenceSteps } from '../../src/render/svg/difference-look.ts'
import type { Boxes } from '../flame/boxes.ts'
import type { HeapInfo, HeapQuestions } from './heap-protocol.ts'

/** What the page knows of a recording without asking: names, and what can be asked of it. */
export interface RecordingInfo {
  /** Number of the recording in the worker. */
  readonly id: number
  /** The file it came from. */
  readonly file: string
  readonly summary: SummaryAnswer
  readonly defaultValueType: number
  readonly hasStacks: boolean
  readonly hasCalls: boolean
  readonly hasLines: boolean
  /** Whether a flame chart and a timeline of threads can be drawn. */
  readonly isTimed: boolean
  /** How many stacks it has. */
  readonly stacks: number
  /** Whether any sample says if its thread ran or waited. */
  readonly hasStates: boolean
  /** Whether anything is known of how much threads ran, or what they waited for. */
  readonly hasThreadFacts: boolean
  /** One entry a func. */
  readonly funcs: FuncDirectory
  readonly threads: readonly ThreadInfo[]
  /** Source paths. */
  readonly sources: readonly string[]
  /** Formulas that its value types allow and that are worth offering. */
  readonly formulas: readonly string[]
  /** Keys of its samples' tags. */
  readonly tagKeys: readonly string[]
  /** Names of the values over time ('rss' …), for the timeline's size before its answer is there. */
  readonly series: readonly string[]
  /** Names of those that are memory. */
  readonly memory: readonly string[]
  /** Named points and spans, for the timeline. */
  readonly marks: readonly MarkInfo[]
  /** Null where the recording has no heap. */
  readonly heap: HeapInfo | null
}

/** Names and places of all funcs; every column has one entry a func. */
export interface FuncDirectory {
  readonly name: readonly string[]
  /** Index into `RecordingInfo.sources`, -1 none. */
  readonly source: Int32Array
  /** Line of the definition, -1 unknown. */
  readonly line: Int32Array
  /** A value of FuncKind. */
  readonly kind: Uint8Array
  /** Where it comes from, short: "scatter.py:28", "libblas.so", "built-in"; '' unknown. */
  readonly where: readonly string[]
  /** Index into `packages`. */
  readonly package: Int32Array
  readonly packages: readonly string[]
}

export interface ThreadInfo {
  readonly name: string
  /** NaN unknown. */
  readonly tid: number
  readonly kind: number
  readonly isMain: boolean
  /** Index of its process, -1 unknown. */
  readonly process: number
  readonly processName: string
  /** How many samples there are of it. */
  readonly samples: number
}

export interface MarkInfo {
  readonly name: string
  /** ns since the start, and the length of a span in ns (0: a point). */
  readonly time: number
  readonly duration: number
}

/** The flame graph's boxes with what is needed to speak about them. */
export interface FlameAnswer {
  readonly boxes: Boxes
  /** Self cost of each func in the boxes, for their heat before the functions table is there. */
  readonly selfOfFunc: Float64Array
  readonly unit: string
  readonly isEstimated: boolean
  /** Stacks that weigh less than nothing and are not drawn. */
  readonly below: number
  /** Whether the least callers of a very large centred picture are left out. */
  readonly isTruncated: boolean
  /** Both figures of each box, where there is a base. */
  readonly difference: TreeDifference | null
  /** Steps of each box by what its own self cost, or its total, differs by; null without a base. */
  readonly steps: Readonly<Record<'self' | 'total', DifferenceSteps>> | null
}

/** What of a flame graph the reader looks at, as shares of its width: where there are very many boxes, the others come when they are
 *  looked at. */
export interface FlameSight {
  readonly from: number
  readonly to: number
}

/** What a square map is drawn of. */
export interface MapQuestion {
  readonly filter: Filter
  readonly by: MapGrouping
  /** The function of a caller or callee map, else -1. */
  readonly func: number
  readonly nesting: Nesting
  /** CSS pixels. */
  readonly width: number
  readonly height: number
  readonly path: readonly number[]
  readonly lens: Lens | null
  /** With a base: what boxes are as large as. */
  readonly widths: Widths
}

/** A square map. */
export interface MapAnswer extends SquareMapAnswer {
  /** What was asked to be enlarged. */
  readonly lens: Lens | null
  /** Changes with the tree: nodes of one tree mean nothing in another. */
  readonly tree: number
  /** Self cost of each func in the tree, for its heat before the functions table is there. */
  readonly selfOfFunc: Float64Array
}

/** What a call graph is drawn of. */
export interface GraphQuestion {
  readonly filter: Filter
  readonly nodeCount: number
  /** Patterns of names, '' none. */
  readonly include: string
  readonly exclude: string
  readonly expand: readonly Expansion[]
  /** Functions that call each other in a ring: each a node, or one node for all. */
  readonly cycles: 'apart' | 'collapsed'
  /** Shares in [0, 1]: functions and calls below are left out. */
  readonly leastNode: number
  readonly leastEdge: number
  readonly cluster: 'none' | GraphGrouping
  readonly edgeFigure: 'share' | 'calls' | 'none'
}

/** A call graph, and where it stands. */
export interface GraphAnswer {
  readonly graph: CallGraphAnswer
  readonly layout: GraphLayout
  /** Of the nodes, in CSS pixels. */
  readonly width: Float64Array
  readonly height: Float64Array
  /** What is written in nodes and on edges; '' nothing. */
  readonly labels: readonly string[]
  readonly figures: readonly string[]
  readonly edgeTexts: readonly string[]
  readonly edgeTextWidth: Float64Array
  /** By the number of the group. */
  readonly groupNames: readonly string[]
}

/** A recording to ask about: its number in the worker, and the transforms that are done on it first, as they are written. */
export interface RecordingRef {
  readonly id: number
  readonly transforms: readonly string[]
  /** What it is compared with, before the transforms; absent or null: nothing. */
  readonly base?: BaseRef | null
  /** Formulas whose values are its last value types. */
  readonly formulas?: readonly string[]
}

/** A recording of a saved page: with a base, that side of what transforms left of both. */
export interface SavedRef extends RecordingRef {
  readonly side?: 'own' | 'base'
}

/** Another open recording, and how it is brought to scale. */
export interface BaseRef {
  readonly id: number
  readonly normalize: Normalisation
}

/** What transforms did. */
export interface DeriveAnswer {
  readonly applied: readonly AppliedTransform[]
  /** Names and places of all funcs where the transforms added some; null where they are those of the recording. */
  readonly funcs: FuncDirectory | null
  /** Source paths, where a base added some. */
  readonly sources: readonly string[] | null
  /** The same of threads. */
  readonly threads: readonly ThreadInfo[] | null
  /** Value types that the base measures too; empty without a base. */
  readonly compared: readonly number[]
}

/** Every question the page asks of the worker: what goes in, and what comes back. */
export interface Questions extends HeapQuestions {
  readonly open: { in: { name: string; bytes: Uint8Array | Blob }; out: readonly RecordingInfo[] }
  readonly openText: { in: { name: string; base64: string }; out: readonly RecordingInfo[] }
  /** The one-file page of recordings: `template` is that page without any, `hash` what it shows first. */
  readonly save: {
    in: { recordings: readonly SavedRef[]; template: string; hash: string; isRedacted: boolean }
    out: Blob
  }
  /** Does transforms ahead of the questions about what they leave. */
  readonly derive: { in: { recording: RecordingRef }; out: DeriveAnswer }
  readonly functions: { in: { recording: RecordingRef; filter: Filter }; out: FunctionsAnswer }
  readonly groups: {
    in: { recording: RecordingRef; filter: Filter; grouping: Grouping }
    out: FunctionGroupsAnswer
  }
  /** Functions with another value, or a formula's, beside. */
  readonly values: {
    in: { recording: RecordingRef; filter: Filter; values: readonly string[] }
    out: FunctionValuesAnswer
  }
  readonly distantRelatives: {
    in: { recording: RecordingRef; filter: Filter; func: number; side: RelativesSide }
    out: DistantRelativesAnswer
  }
  readonly hotStack: { in: { recording: RecordingRef; filter: Filter; func: number }; out: HotStackAnswer }
  /** The parts of recordings, by their numbers. */
  readonly parts: { in: { ids: readonly number[] }; out: PartsAnswer }
  /** Merges recordings into one more. */
  readonly merge: { in: { ids: readonly number[]; name: string }; out: RecordingInfo }
  readonly overview: { in: { recording: RecordingRef }; out: OverviewAnswer }
  readonly neighbours: {
    in: { recording: RecordingRef; filter: Filter; func: number }
    out: NeighboursAnswer
  }
  readonly flame: {
    in: { recording: RecordingRef; filter: Filter; widths: Widths; sight: FlameSight | null }
    out: FlameAnswer
  }
  readonly centred: {
    in: { recording: RecordingRef; filter: Filter; widths: Widths; func: number }
    out: FlameAnswer
  }
  readonly chart: { in: { recording: RecordingRef; filter: Filter; thread: number }; out: FlameAnswer }
  readonly map: { in: MapQuestion & { readonly recording: RecordingRef }; out: MapAnswer }
  readonly graph: { in: GraphQuestion & { readonly recording: RecordingRef }; out: GraphAnswer }
  readonly lines: {
    in: { recording: RecordingRef; filter: Filter; func: number; source: number }
    out: LinesAnswer | null
  }
  /** What is known of the lines of a func, or (func -1) of a source, side by side. */
  readonly lineColumns: {
    in: {
      recording: RecordingRef
      filter: Filter
      func: number
      source: number
      /** None: the standard ones. */
      columns: readonly string[]
      formulas: readonly string[]
    }
    out: LineColumnsAnswer
  }
  readonly hotLines: { in: { recording: RecordingRef; filter: Filter }; out: HotLinesAnswer }
  readonly timeline: {
    in: { recording: RecordingRef; filter: Filter; bins: number; start?: number; end?: number }
    out: TimelineAnswer
  }
  /** Memory over time. */
  readonly memory: {
    in: { recording: RecordingRef; bins: number; start?: number; end?: number }
    out: MemoryTimelineAnswer | null
  }
  /** What ran at a moment. */
  readonly moment: { in: { recording: RecordingRef; time: number; process: number }; out: MomentAnswer }
  readonly search: { in: { recording: RecordingRef; filter: Filter; text: string }; out: SearchAnswer }
}

export type QuestionName = keyof Questions
export type QuestionInput<N extends QuestionName> = Questions[N]['in']
export type Answer<N extends QuestionName> = Questions[N]['out']

/** An error as it crosses the border between worker and page. */
export interface WireError {
  readonly message: string
  readonly hint: string | null
}

export interface ToWorker {
  readonly id: number
  readonly name: QuestionName
  readonly input: unknown
}

export type FromWorker =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: WireError }
  /** Bytes read so far of how many. */
  | { readonly id: number; readonly progress: { readonly done: number; readonly of: number } }
