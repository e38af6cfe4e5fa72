import { PairMap } from '../../base/pair-map.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { NO_PARTS, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { heapDominators } from './dominators.ts'
import { heapObjectName, heapTypeName } from './heap-names.ts'
import { snapshotRange } from './snapshot-range.ts'

/** Objects that retain at least this share of the whole stand alone; others are joined by type. */
const ALONE = 0.005

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'size', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  { name: 'objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
]

/**
 * A snapshot as stacks, for all that draws or writes stacks: an object stands on the one that keeps it alive, so that a box is as
 * large as what it retains. Its "functions" are types, and objects that retain much; objects of one type that the same keeps
 * are one. What no root reaches stands on "(garbage)". Without references each type stands alone. O(objects) and what the
 * dominators cost.
 */
export function dominatorStacks(recording: Recording, snapshot: number): Recording {
  const heap = recording.heap!
  const { first, end } = snapshotRange(heap, snapshot)
  const { objects } = heap
  const shared = new SharedBuilder()
  const frame = (name: string, kind: number = FuncKind.unknown) =>
    shared.plainFrame(shared.func({ name, kind }))
  const frameOfType = new Int32Array(heap.types.length).fill(-1)
  const typeFrame = (type: number) => {
    if (frameOfType[type] === -1) frameOfType[type] = frame(heapTypeName(recording, type))
    return frameOfType[type]!
  }
  const sizes: number[] = []
  const counts: number[] = []
  const add = (stack: number, object: number) => {
    while (sizes.length <= stack) {
      sizes.push(0)
      counts.push(0)
    }
    sizes[stack]! += objects.size[object]!
    counts[stack]! += objects.count[object]!
  }
  if (heap.hasReferences) {
    const { order, dominator, retained, isReached } = heapDominators(recording, snapshot)
    let whole = 0
    for (let i = first; i < end; i++) whole += objects.size[i]!
    const garbage = () => shared.stack(-1, frame('(garbage)', FuncKind.marker))
    const stackOf = new Int32Array(end - first)
    const joined = new PairMap()
    for (const object of order) {
      const by = dominator[object]!
      const under = by !== -1 ? stackOf[by]! : isReached[object] === 1 ? -1 : garbage()
      const row = first + object
      const type = objects.type[row]!
      if (retained[object]! >= ALONE * whole && objects.label[row] !== -1) {
        stackOf[object] = shared.stack(under, frame(heapObjectName(recording, row)))
      } else {
        let stack = joined.get(under, type)
        if (stack === -1) {
          stack = shared.stack(under, typeFrame(type))
          joined.set(under, type, stack)
        }
        stackOf[object] = stack
      }
      add(stackOf[object]!, row)
    }
  } else for (let i = first; i < end; i++) add(shared.stack(-1, typeFrame(objects.type[i]!)), i)
  const stacks = new StacksBuilder(VALUE_TYPES)
  for (const [stack, size] of sizes.entries()) {
    if (counts[stack]! > 0) stacks.add({ stack, thread: -1 }, [size, counts[stack]!])
  }
  return { ...NO_PARTS, meta: recording.meta, shared: shared.finish(), stacks: stacks.finish(false) }
}
