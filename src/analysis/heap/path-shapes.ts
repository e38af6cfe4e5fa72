import { PairMap } from '../../base/pair-map.ts'
import type { Recording } from '../../model/recording.ts'
import { heapGraph } from './heap-graph.ts'
import { type OfSnapshot, perSnapshot } from './per-snapshot.ts'
import { shortestPaths } from './shortest-paths.ts'

/** Shortest ways from roots, told apart by the types on them and the attributes that lead from one to the next, not by which key or
 *  place of a container it was. */
export interface PathShapes {
  readonly length: number
  /** Of each object of the snapshot the shape of its way, -1 where no root reaches it. */
  readonly of: Int32Array
}

/** The shapes of the ways of {@link shortestPaths}. What repeats itself on a way (the nodes of a chain) counts once; kept with the
 *  heap. O(objects). */
export const pathShapes: OfSnapshot<PathShapes> = perSnapshot((recording, snapshot) => {
  const graph = heapGraph(recording, snapshot)
  const { before, reference, order, reason } = shortestPaths(recording, snapshot)
  const labelOf = plainLabels(recording)
  const shapes = new ShapeTree()
  const of = new Int32Array(graph.length).fill(-1)
  const ownName = recording.heap!.objects.label
  for (const object of order) {
    const type = graph.type[object]!
    const from = before[object]!
    if (from === -1) {
      // Roots are told apart by name: modules, and why they are roots.
      const named = shapes.step(-1, shapes.steps.of(-2, ownName[graph.first + object]! + 1))
      of[object] = shapes.step(named, shapes.steps.of(type, reason[object]! + 1))
    } else {
      const label = graph.label[reference[object]!]!
      of[object] = shapes.step(of[from]!, shapes.steps.of(type, label === -1 ? -1 : labelOf[label]!))
    }
  }
  return { length: shapes.length, of }
})

/** What tells members of a container apart: "['a']", "[3]", and "<3>" of V8's hidden ones. */
const MEMBER = /^(?:\[|<\d+>$)/

/** For each string the label it counts as: keys and places are all -2. */
function plainLabels({ shared, heap }: Recording): Int32Array {
  const isLabel = new Uint8Array(shared.strings.length)
  for (const label of heap!.references.label) if (label !== -1) isLabel[label] = 1
  return Int32Array.from(shared.strings, (text, i) => (isLabel[i] === 1 && MEMBER.test(text) ? -2 : i))
}

/** Numbers pairs of integers as they come. */
class Pairs {
  readonly #index = new PairMap()

  of(a: number, b: number): number {
    let index = this.#index.get(a, b)
    if (index === -1) {
      index = this.#index.size
      this.#index.set(a, b, index)
    }
    return index
  }
}

/** Sequences of steps as a tree. A step that repeats the one before it, or the one before that in turn, makes no longer
 *  sequence. */
class ShapeTree {
  readonly steps = new Pairs()
  readonly #next = new PairMap()
  readonly #above: number[] = []
  readonly #step: number[] = []

  get length(): number {
    return this.#above.length
  }

  step(shape: number, step: number): number {
    if (shape !== -1) {
      if (this.#step[shape] === step) return shape
      const above = this.#above[shape]!
      const two = above === -1 ? -1 : this.#above[above]!
      // … a b a, and b again: as … a b.
      const isTurn = two !== -1 && this.#step[above] === step && this.#step[two] === this.#step[shape]
      if (isTurn) return above
    }
    let next = this.#next.get(shape, step)
    if (next === -1) {
      next = this.#above.length
      this.#above.push(shape)
      this.#step.push(step)
      this.#next.set(shape, step, next)
    }
    return next
  }
}
