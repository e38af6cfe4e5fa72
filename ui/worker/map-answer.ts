import type { Recording } from '../../src/model/recording.ts'
import {
  type MapTreeAnswer,
  type MapTreeOptions,
  queryMapTree,
  querySquareMap,
} from '../../src/query/tree/square-map.ts'
import { shownName } from '../../src/render/svg/svg-text.ts'
import type { MapAnswer, MapQuestion } from './protocol.ts'

/** Boxes thinner than this many pixels are dots to any eye, and half of all there would be. */
const LEAST = 3

/** The tree of the last answer: while a reader zooms, only its boxes change. */
let last: {
  readonly of: Recording
  readonly key: string
  readonly tree: MapTreeAnswer
  readonly version: number
} | null = null

/** Answers a question about the square map of a recording. */
export function answerMap(recording: Recording, question: MapQuestion): MapAnswer {
  const { filter, by, func, nesting, width, height, path, lens, widths } = question
  const options: MapTreeOptions = { filter, by, func, widths }
  const key = JSON.stringify(options)
  if (last === null || last.of !== recording || last.key !== key) {
    const tree = queryMapTree(recording, options)
    last = { of: recording, key, tree, version: (last?.version ?? 0) + 1 }
  }
  const map = querySquareMap(last.tree, { nesting, width, height, path, lens, least: LEAST })
  const groups = map.groups.map(shownName)
  return { ...map, groups, lens, tree: last.version, selfOfFunc: selfOfFuncs(last.tree, recording) }
}

/** Self cost of each func in a tree of all of them. */
function selfOfFuncs(tree: MapTreeAnswer, recording: Recording): Float64Array {
  const self = new Float64Array(recording.shared.funcs.length)
  for (let node = 0; node < tree.length; node++) {
    const func = tree.func[node]!
    if (func >= 0) self[func]! += tree.self[node]!
  }
  return self
}

/** The arrays of a map: no one here needs them any more. */
export function mapBuffers({ boxes, self, total, chain, chainStart, selfOfFunc }: MapAnswer): Transferable[] {
  const { node, head, parent, firstChild, count, x, y, width, height, strip, inset, weight } = boxes
  const columns = [node, head, parent, firstChild, count, x, y, width, height, strip, inset, weight]
  return [...columns, self, total, chain, chainStart, selfOfFunc].map(column => column.buffer as ArrayBuffer)
}
