import { withBeforeUnder } from '../../src/analysis/difference/before-after.ts'
import { splitSides } from '../../src/analysis/difference/split-sides.ts'
import { mergeRecordings } from '../../src/analysis/merge/merge-recordings.ts'
import { tagKeys } from '../../src/analysis/transforms/sample-tags.ts'
import { readAny } from '../../src/formats/opening/read-any.ts'
import { readStream } from '../../src/formats/opening/read-stream.ts'
import { unwrapChunks } from '../../src/formats/opening/unwrap-chunks.ts'
import { decodeRecording } from '../../src/model/codec/read.ts'
import type { Recording } from '../../src/model/recording.ts'
import { ThreadState } from '../../src/model/tables.ts'
import { queryParts } from '../../src/query/filter/parts.ts'
import { querySearch } from '../../src/query/filter/search.ts'
import { offeredFormulas } from '../../src/query/formula/derived-values.ts'
import { queryDistantRelatives } from '../../src/query/functions/distant-relatives.ts'
import { queryFunctions } from '../../src/query/functions/functions.ts'
import { queryFunctionGroups } from '../../src/query/functions/groups.ts'
import { queryHotStack } from '../../src/query/functions/hot-stack.ts'
import { queryNeighbours } from '../../src/query/functions/neighbours.ts'
import { queryFunctionValues } from '../../src/query/functions/values.ts'
import { queryLineColumns } from '../../src/query/lines/columns.ts'
import { queryHotLines } from '../../src/query/lines/hot-lines.ts'
import { queryLines } from '../../src/query/lines/lines.ts'
import { queryOverview } from '../../src/query/overview.ts'
import { querySummary } from '../../src/query/summary.ts'
import { queryFlameChart } from '../../src/query/time/flame-chart.ts'
import { memoryNames, queryMemoryTimeline } from '../../src/query/time/memory-timeline.ts'
import { queryMoment } from '../../src/query/time/moment.ts'
import { type CallTreeAnswer, queryCallTree } from '../../src/query/tree/call-tree.ts'
import { queryCentredTree } from '../../src/query/tree/centred-tree.ts'
import { differenceSteps } from '../../src/render/svg/difference-look.ts'
import { type Boxes, boxesOfChart } from '../flame/boxes.ts'
import { boxesOfCentred } from '../flame/centred-boxes.ts'
import { boxesOfFlame } from '../flame/folded-boxes.ts'
import { joinedWith } from './compared.ts'
import { hasThreadFacts, makeFuncDirectory, makeMarks, makeThreadDirectory } from './directory.ts'
import { foldOf } from './flame-fold.ts'
import { withFormulas } from './formulas.ts'
import { answerGraph } from './graph-answer.ts'
import { describeHeap, heapAnswers } from './heap-answers.ts'
import { answerMap, mapBuffers } from './map-answer.ts'
import type {
  Answer,
  FlameAnswer,
  MapAnswer,
  QuestionInput,
  QuestionName,
  RecordingInfo,
  RecordingRef,
  SavedRef,
} from './protocol.ts'
import { pageOf } from './save-page.ts'
import { answerTimeline } from './timeline-answer.ts'
import { describeTransformed, transformed } from './transformed.ts'

const opened: Recording[] = []

type Progress = (done: number, of: number) => void
type Answers = {
  readonly [N in QuestionName]: (
    input: QuestionInput<N>,
    onProgress: Progress,
  ) => Answer<N> | Promise<Answer<N>>
}

const HOT_LINES = 60

const ANSWERS: Answers = {
  open: async ({ name, bytes }, onProgress) => {
    const recordings = await (bytes instanceof Blob
      ? readStream({ name, size: bytes.size, chunks: chunksOf(bytes, onProgress) }, unwrapChunks)
      : readAny(bytes, name))
    return recordings.map(recording => keep(recording, name))
  },
  openText: async ({ name, base64 }, onProgress) => [
    keep(decodeRecording(fromBase64(base64), onProgress), name),
  ],
  save: ({ recordings, ...how }) => pageOf(recordings.map(saved), how),
  derive: ({ recording }) =>
    describeTransformed(opened[recording.id]!, compared(recording), recording.transforms),
  functions: ({ recording, filter }) => queryFunctions(find(recording), filter),
  overview: ({ recording }) =>
    queryOverview(find(recording), recording.base == null ? null : opened[recording.base.id]!),
  groups: ({ recording, filter, grouping }) => queryFunctionGroups(find(recording), grouping, filter),
  values: ({ recording, filter, values }) => queryFunctionValues(find(recording), values, filter),
  distantRelatives: ({ recording, ...question }) => queryDistantRelatives(find(recording), question),
  hotStack: ({ recording, ...question }) => queryHotStack(find(recording), question),
  parts: ({ ids }) => queryParts(ids.map(id => opened[id]!)),
  merge: ({ ids, name }) => {
    const merged = mergeRecordings(ids.map(id => opened[id]!))
    return keep({ ...merged, meta: { ...merged.meta, name } }, name)
  },
  neighbours: ({ recording, filter, func }) => queryNeighbours(find(recording), func, filter),
  flame: ({ recording, filter, widths, sight }) => {
    const fold = foldOf(find(recording), sight)
    const tree = queryCallTree(find(recording), { filter, widths, fold })
    return flameAnswer(boxesOfFlame(tree), find(recording), tree)
  },
  centred: ({ recording, filter, func, widths }) => {
    const trees = queryCentredTree(find(recording), func, { filter, widths })
    const { boxes, difference } = boxesOfCentred(trees)
    const { isTruncated } = trees.callers
    return flameAnswer(boxes, find(recording), { ...trees.callees, difference, isTruncated })
  },
  chart: ({ recording, filter, thread }) => {
    const boxes = boxesOfChart(queryFlameChart(find(recording), thread, filter))
    return flameAnswer(boxes, find(recording), {
      ...{ isEstimated: false, isTruncated: false, valueType: { unit: 'time' }, difference: null },
    })
  },
  map: ({ recording, ...question }) => answerMap(find(recording), question),
  graph: ({ recording, ...question }) => answerGraph(find(recording), question),
  lines: ({ recording, filter, func, source }) =>
    queryLines(find(recording), func === -1 ? { source } : { func }, filter),
  lineColumns: ({ recording, filter, func, source, ...shown }) =>
    queryLineColumns(find(recording), { ...(func === -1 ? { source } : { func }), ...shown }, filter),
  hotLines: ({ recording, filter }) => queryHotLines(find(recording), filter, HOT_LINES),
  timeline: ({ recording, ...question }) => answerTimeline(opened[recording.id]!, find(recording), question),
  memory: ({ recording, ...question }) => queryMemoryTimeline(find(recording), question),
  moment: ({ recording, ...question }) => queryMoment(find(recording), question),
  search: ({ recording, filter, text }) => querySearch(find(recording), text, filter),
  ...heapAnswers(id => opened[id]!),
}

function find(ref: RecordingRef): Recording {
  return transformed(compared(ref), ref.transforms).recording
}

function saved({ side, ...ref }: SavedRef): Recording {
  if (side === undefined || ref.base == null) return find(ref)
  return splitSides(find(ref), { own: opened[ref.id]!, base: opened[ref.base.id]! })[side]
}

/** The recording with its base under it. */
function compared({ id, base = null, formulas = [] }: RecordingRef): Recording {
  const own = withFormulas(opened[id]!, formulas)
  return base === null ? own : joinedWith(own, withFormulas(opened[base.id]!, formulas), base.normalize)
}

/** Answers one question of the page. @throws PyrometerError for what cannot be read. */
export async function answer<N extends QuestionName>(
  name: N,
  input: QuestionInput<N>,
  onProgress: Progress,
): Promise<Answer<N>> {
  return ANSWERS[name](input, onProgress)
}

function flameAnswer(
  boxes: Boxes,
  recording: Recording,
  of: Pick<CallTreeAnswer, 'isEstimated' | 'isTruncated' | 'difference' | 'below'> & {
    valueType: { unit: string }
  },
): FlameAnswer {
  const selfOfFunc = new Float64Array(recording.shared.funcs.length)
  for (let box = 0; box < boxes.length; box++) {
    if (boxes.func[box]! >= 0) selfOfFunc[boxes.func[box]!]! += boxes.self[box]! || 0
  }
  return {
    boxes,
    selfOfFunc,
    unit: of.valueType.unit,
    isEstimated: of.isEstimated,
    below: of.below ?? 0,
    isTruncated: of.isTruncated,
    difference: of.difference,
    steps: of.difference && {
      self: differenceSteps(of.difference.self, of.difference.baseSelf),
      total: differenceSteps(of.difference.totals, of.difference.baseTotals),
    },
  }
}

/** The arrays of an answer that no one here needs any more: they cross to the page without being copied. */
export function transferable(name: QuestionName, answered: unknown): Transferable[] {
  if (name === 'map') return mapBuffers(answered as MapAnswer)
  if (name !== 'flame' && name !== 'chart' && name !== 'centred') return []
  const { boxes, selfOfFunc, difference, steps } = answered as FlameAnswer
  const columns = [boxes.from, boxes.to, boxes.self, selfOfFunc]
  if (difference !== null && steps !== null) {
    const { self, totals, baseSelf, baseTotals } = difference
    columns.push(self, totals, baseSelf, baseTotals)
    return [...columns, steps.self.steps, steps.total.steps].map(column => column.buffer as ArrayBuffer)
  }
  return columns.map(column => column.buffer as ArrayBuffer)
}

function keep(read: Recording, file: string): RecordingInfo {
  const recording = withBeforeUnder(read)
  const id = opened.push(recording) - 1
  const { stacks, calls, lines, shared, timelines } = recording
  return {
    id,
    file,
    summary: querySummary(recording),
    defaultValueType: stacks?.defaultValueType ?? 0,
    hasStacks: stacks !== null,
    hasCalls: calls !== null,
    hasLines: lines !== null,
    isTimed: stacks?.isTimed === true,
    stacks: stacks === null ? 0 : shared.stacks.length,
    hasStates: stacks?.samples.state.some(state => state !== ThreadState.unknown) === true,
    hasThreadFacts: hasThreadFacts(recording),
    funcs: makeFuncDirectory(recording),
    threads: makeThreadDirectory(recording),
    sources: Array.from(shared.sources.path, index => shared.strings[index]!),
    formulas: stacks === null && calls === null ? [] : offeredFormulas(recording),
    tagKeys: stacks === null ? [] : tagKeys(recording),
    series: timelines.map(timeline => timeline.name),
    memory: memoryNames(recording),
    marks: makeMarks(recording),
    heap: describeHeap(recording),
  }
}

/** Pieces of a file as large as its readers like them: a large file never lies in memory whole. */
const PIECE = 4 << 20

async function* chunksOf(blob: Blob, onProgress: Progress): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += PIECE) {
    const piece = new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer())
    onProgress(at + piece.length, blob.size)
    yield piece
  }
}

/** Bytes of base64 text. Newer browsers do it themselves, ten times as fast. */
function fromBase64(text: string): Uint8Array {
  const native = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array }
  if (native.fromBase64 !== undefined) return native.fromBase64(text)
  const binary = atob(text.trim())
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
