import { type HeapLook, heapObjectName, heapTypeName } from '../../src/query/heap/look.ts'
import { type HeapMapBy, queryHeapMapTree } from '../../src/query/heap/map.ts'
import { type MapTreeAnswer, querySquareMap } from '../../src/query/tree/square-map.ts'
import type { HeapMapAnswer, HeapQuestions } from './heap-protocol.ts'
import { typeSizes } from './heap-type-sizes.ts'

/** Boxes thinner than this many pixels are dots to any eye. */
const LEAST = 3

/** The tree of the last answer: while a reader zooms, only its boxes change. */
let last: {
  readonly look: HeapLook
  readonly by: HeapMapBy
  readonly tree: MapTreeAnswer
  readonly version: number
} | null = null

/** Answers a question about the square map of a heap. */
export function answerHeapMap(
  look: HeapLook,
  question: Omit<HeapQuestions['heapMap']['in'], 'look'>,
): HeapMapAnswer {
  const { by, width, height, path, lens } = question
  const isKnown =
    last !== null &&
    last.look.recording === look.recording &&
    last.look.snapshot === look.snapshot &&
    last.by === by
  if (!isKnown) last = { look, by, tree: queryHeapMapTree(look, by), version: (last?.version ?? 0) + 1 }
  const { tree, version } = last!
  const map = querySquareMap(tree, { nesting: 'squarified', width, height, path, lens, least: LEAST })
  const { boxes, chainStart, chain, self, total, way, whole, shown } = map
  const { recording } = look
  const { objects, hasReferences } = recording.heap!
  const isOfObjects = by === 'objects' && hasReferences
  const typeOf = (key: number) => (isOfObjects ? objects.type[key]! : key)
  const nameOf = (key: number) =>
    key < 0
      ? tree.groups[-1 - key]!
      : isOfObjects
        ? heapObjectName(recording, key)
        : heapTypeName(recording, key)
  const sizes = typeSizes(look)
  return {
    boxes,
    chainStart,
    chain,
    names: Array.from(chain, nameOf),
    types: Array.from(chain, key => (key < 0 ? '' : heapTypeName(recording, typeOf(key)))),
    typeSizes: Float64Array.from(chain, key => (key < 0 ? 0 : sizes.ofType[typeOf(key)]!)),
    hottest: sizes.most,
    ...{ self, total, way, whole, shown, lens },
    by: isOfObjects ? 'objects' : 'types',
    wayNames: way.map(nameOf),
    isEstimated: tree.isEstimated,
    tree: version,
  }
}
