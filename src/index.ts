/**
 * Pyrometer as a library: open a recording of any format, ask it questions, draw the answers.
 *
 * ```ts
 * import { openInputs, queryFunctions } from 'pyrometer'
 *
 * const [recording] = await openInputs(['app.pstats'], { cwd: process.cwd() })
 * const { rows, whole } = queryFunctions(recording!)
 * const { funcs, strings } = recording!.shared
 * for (let i = 0; i < 10 && i < rows.length; i++) {
 *   console.log(strings[funcs.name[rows.func[i]!]!], rows.self[i]! / whole)
 * }
 * ```
 *
 * docs/library.md has an example of each use; a test runs them.
 *
 * A recording is read-only tables of typed arrays (docs/file-format.md). Queries are pure functions of a recording and a
 * filter; they answer in columns, too. Whatever fails because of an input or its use throws a {@link PyrometerError} with a
 * stable code (docs/errors.md); TypeError and RangeError are mistakes of the calling program.
 */

export type { Normalisation } from './analysis/difference/normalise.ts'
export type { TreeDifference, Widths } from './analysis/difference/unite-trees.ts'
export type { HeapGrouping } from './analysis/heap/object-groups.ts'
export type { Nesting } from './analysis/square-map/tile.ts'
export {
  FormatError,
  LimitError,
  PyrometerError,
  RecorderError,
  UnknownFormatError,
  UnsupportedVersionError,
  UsageError,
} from './base/errors.ts'
export { formatBytes, formatCount, formatSeconds, formatShare, formatValue, type Unit } from './base/units.ts'
export type { Format, Loss } from './formats/format.ts'
export { decodeRecording } from './model/codec/read.ts'
export { encodeRecording, type WriteOptions, writeRecording } from './model/codec/write.ts'
export { HeapBuilder } from './model/heap-builder.ts'
export {
  type HeapObjectIndex,
  HeapObjectKind,
  type HeapObjectTable,
  type HeapReferenceTable,
  type HeapRootTable,
  type HeapSnapshotTable,
  type HeapTypeIndex,
  type HeapTypeTable,
} from './model/heap-tables.ts'
export { assertIntegrity } from './model/integrity.ts'
export { CallsBuilder, LinesBuilder, StacksBuilder } from './model/part-builders.ts'
export {
  type CallsPart,
  type Counter,
  type Exit,
  type HeapPart,
  type Interpreter,
  type LinesPart,
  type Meta,
  meta,
  type Quality,
  quality,
  type Recording,
  type Shared,
  type StacksPart,
  type Timeline,
  type ValueType,
  type Warning,
} from './model/recording.ts'
export { type FuncKey, type Label, SharedBuilder } from './model/shared-builder.ts'
export {
  type CallEdgeTable,
  type CallRowTable,
  type FrameIndex,
  type FrameTable,
  type FuncIndex,
  FuncKind,
  type FuncTable,
  type LabelTable,
  type LibIndex,
  type LibTable,
  type LineRowTable,
  type MarkTable,
  type ProcessIndex,
  type ProcessTable,
  SampleFlag,
  type SampleTable,
  type SourceIndex,
  type SourceTable,
  type StackIndex,
  type StackTable,
  type StringIndex,
  type ThreadIndex,
  ThreadKind,
  ThreadState,
  type ThreadTable,
  type TimelinePointTable,
} from './model/tables.ts'
export type { CallGraphAnswer, CallGraphEdges, CallGraphNodes } from './query/call-graph/answer.ts'
export { type CallGraphQuestion, queryCallGraph } from './query/call-graph/call-graph.ts'
export type { GraphChoice } from './query/call-graph/choice.ts'
export type { GraphDifference } from './query/call-graph/difference.ts'
export type { GraphGrouping } from './query/call-graph/groups.ts'
export type { GraphLimits } from './query/call-graph/limits.ts'
export type { Filter } from './query/filter/filter.ts'
export { findFuncs, findSources } from './query/filter/find-funcs.ts'
export { type Part, type PartsAnswer, queryParts } from './query/filter/parts.ts'
export { querySearch, type SearchAnswer } from './query/filter/search.ts'
export type { FunctionDifference } from './query/functions/difference.ts'
export {
  type DistantDifference,
  type DistantRelativesAnswer,
  queryDistantRelatives,
  type RelativesSide,
} from './query/functions/distant-relatives.ts'
export { type FunctionRows, type FunctionsAnswer, queryFunctions } from './query/functions/functions.ts'
export { type FunctionGroupsAnswer, type Grouping, queryFunctionGroups } from './query/functions/groups.ts'
export { type HotStackAnswer, queryHotStack } from './query/functions/hot-stack.ts'
export type { NeighbourDifference } from './query/functions/neighbour-difference.ts'
export { type NeighboursAnswer, queryNeighbours } from './query/functions/neighbours.ts'
export { type FunctionValuesAnswer, queryFunctionValues, type ValueColumn } from './query/functions/values.ts'
export { type HeapCycleShape, type HeapCyclesAnswer, queryHeapCycles } from './query/heap/cycles.ts'
export {
  type GrowthSort,
  type HeapGrowth,
  type HeapGrowthOptions,
  queryHeapGrowth,
} from './query/heap/growth.ts'
export {
  type HeapFigures,
  type HeapLook,
  type HeapSnapshotSummary,
  heapObjectName,
  heapTypeName,
  queryHeapSnapshots,
} from './query/heap/look.ts'
export {
  findHeapTarget,
  findHeapType,
  type HeapObject,
  type HeapTarget,
  queryBiggestObjects,
} from './query/heap/objects.ts'
export {
  type HeapPath,
  type HeapPathGroup,
  type HeapPathStep,
  type HeapPathsAnswer,
  type HeapTypePathsAnswer,
  queryHeapPaths,
  queryHeapTypePaths,
} from './query/heap/paths.ts'
export {
  queryReferenceGraph,
  type ReferenceDirection,
  type ReferenceEdge,
  type ReferenceGraphAnswer,
  type ReferenceGraphOptions,
  type ReferenceNode,
} from './query/heap/reference-graph.ts'
export {
  type HeapNeighbour,
  type HeapNeighboursAnswer,
  queryHeapReferents,
  queryHeapReferrers,
} from './query/heap/referrers.ts'
export { type HeapSince, queryHeapSince } from './query/heap/since.ts'
export { type HeapSizeAnswer, queryHeapSize } from './query/heap/size.ts'
export { type HeapSort, type HeapTable, type HeapTableOptions, queryHeapTable } from './query/heap/table.ts'
export type { LineDifference } from './query/lines/difference.ts'
export { hasLineFigures } from './query/lines/figures.ts'
export { type HotLinesAnswer, queryHotLines } from './query/lines/hot-lines.ts'
export { type LinesAnswer, type LinesQuestion, queryLines } from './query/lines/lines.ts'
export type { LineValueColumn } from './query/lines/values.ts'
export { querySummary, type SummaryAnswer } from './query/summary.ts'
export { queryFlameChart } from './query/time/flame-chart.ts'
export {
  type FlameChartAnswer,
  queryTimeline,
  type ThreadLane,
  type TimelineAnswer,
  type TimelineQuestion,
  type TimelineSeries,
  timeRange,
} from './query/time/timeline.ts'
export { type CallTreeAnswer, type CallTreeOptions, queryCallTree } from './query/tree/call-tree.ts'
export { type CentredAnswer, type CentredTreeOptions, queryCentredTree } from './query/tree/centred-tree.ts'
export { renderFlameSvg } from './render/svg/flame.ts'

export type { FlameOptions } from './render/svg/flame-options.ts'
export {
  formatHotLines,
  formatLines,
  type LinesTableOptions,
  type TextOptions,
} from './render/text/lines-table.ts'
export type { FormatsAnswer } from './wire/formats.ts'

export { type Conversion, type ConvertOptions, convertInputs } from './workbench/convert.ts'
export { flameSvg } from './workbench/flame.ts'
export { listFormats } from './workbench/list-formats.ts'
export { type MapLook, mapSvg } from './workbench/map.ts'
export { type OpenOptions, type OpenProgress, openInputs } from './workbench/opening/open.ts'
export { type MergeOptions, openMerged } from './workbench/opening/open-merged.ts'
export { type SourceOptions, type SourceText, sourceText } from './workbench/opening/source-text.ts'
export type { BoxWidth, Compat, FlameExtras, FlameLook } from './workbench/pictures/flame-look.ts'
export { callGraphSvg, type GraphLook, type GraphPicture } from './workbench/pictures/graph-picture.ts'
export { referencesSvg } from './workbench/pictures/heap-picture.ts'
export { type PlotLook, plotSvg } from './workbench/plot.ts'
export { type PageOptions, saveHtmlReport } from './workbench/saving/html-report.ts'
export { type SaveOptions, saveRecording } from './workbench/saving/save.ts'
