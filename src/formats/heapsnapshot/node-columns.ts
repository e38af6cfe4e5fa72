import { FormatError } from '../../base/errors.ts'
import { type Growable, growableFloat64, growableInt32, growableUint8 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { SnapshotLayout } from './layout.ts'

const FORMAT = 'heapsnapshot'
/** Types whose nodes are told apart by their names: those of V8, then those of Julia. */
const NAMED = new Set(['object', 'native', 'jl_array_t', 'jl_svec_t', 'jl_task_t'])
/** What DevTools calls the nodes of a type together. */
const TITLES: Readonly<Record<string, string>> = {
  hidden: '(system)',
  code: '(compiled code)',
  closure: 'Function',
  regexp: 'RegExp',
}
const MAX_INT = 0x7fffffff

/** Keeps what nodes are while their numbers come, and adds them up by type, or by name where that is a constructor's. */
export class NodeColumns {
  /** Per node its group, its name's string, what it is known by, bytes, number of edges, and call path (0: none). */
  readonly group: Growable<Int32Array> = growableInt32()
  readonly name: Growable<Int32Array> = growableInt32()
  readonly id: Growable<Float64Array> = growableFloat64()
  readonly size: Growable<Float64Array> = growableFloat64()
  readonly edgeCount: Growable<Int32Array> = growableInt32()
  readonly trace: Growable<Int32Array> = growableInt32()
  /** Whether it is taken out of its page: 2 is yes. */
  readonly detachedness: Growable<Uint8Array> = growableUint8()
  /** Per group the type, the name's string (-1: none) and the sums. */
  readonly types: Growable<Int32Array> = growableInt32()
  readonly names: Growable<Int32Array> = growableInt32()
  readonly sizes: Growable<Float64Array> = growableFloat64()
  readonly counts: Growable<Float64Array> = growableFloat64()
  readonly #layout: SnapshotLayout
  readonly #groups = new PairMap()
  readonly #isNamed: readonly boolean[]
  /** The numbers of the node at hand, and how many of them came. */
  readonly #row: Float64Array
  #filled = 0

  constructor(layout: SnapshotLayout) {
    this.#layout = layout
    this.#isNamed = layout.types.map(type => NAMED.has(type))
    this.#row = new Float64Array(layout.nodeSize)
  }

  /** Number of nodes so far. */
  get length(): number {
    return this.group.length
  }

  add(values: Float64Array, count: number): void {
    const row = this.#row
    let filled = this.#filled
    for (let i = 0; i < count; i++) {
      row[filled++] = values[i]!
      if (filled < row.length) continue
      filled = 0
      this.#addNode()
    }
    this.#filled = filled
  }

  /** @throws FormatError when the last node is not whole. */
  finish(): void {
    if (this.#filled !== 0) this.#fail(`${this.#layout.nodeSize} numbers for each`)
  }

  /** What the nodes of a group are called. `text` is the string of a number. */
  title(group: number, text: (string: number) => string): string {
    const name = this.names.get(group)
    if (name !== -1) return text(name) === '' ? '(unnamed)' : text(name)
    const type = this.#layout.types[this.types.get(group)] ?? `type ${this.types.get(group)}`
    return TITLES[type] ?? `(${type})`
  }

  #addNode(): void {
    const { type, name, size, id, edgeCount, trace, detachedness } = this.#layout
    const row = this.#row
    const group = this.#groupOf(
      this.#whole(type, 'the number of a type'),
      this.#whole(name, 'the number of a string'),
    )
    const bytes = row[size]!
    this.group.push(group)
    this.name.push(row[name]!)
    this.id.push(id === -1 ? Number.NaN : row[id]!)
    this.size.push(bytes)
    this.edgeCount.push(edgeCount === -1 ? 0 : this.#whole(edgeCount, 'a number of edges'))
    this.trace.push(trace === -1 || row[trace]! > MAX_INT ? 0 : row[trace]!)
    this.detachedness.push(detachedness === -1 ? 0 : row[detachedness]!)
    this.sizes.set(group, this.sizes.get(group) + bytes)
    this.counts.set(group, this.counts.get(group) + 1)
  }

  #groupOf(type: number, nodeName: number): number {
    const name = this.#isNamed[type] === true ? nodeName : -1
    let group = this.#groups.get(type, name)
    if (group === -1) {
      group = this.types.length
      this.#groups.set(type, name, group)
      this.types.push(type)
      this.names.push(name)
      this.sizes.push(0)
      this.counts.push(0)
    }
    return group
  }

  #whole(place: number, expected: string): number {
    const value = this.#row[place]!
    if (!(Number.isInteger(value) && value >= 0 && value <= MAX_INT)) this.#fail(expected)
    return value
  }

  #fail(expected: string): never {
    throw new FormatError(FORMAT, `nodes: expected ${expected} in node ${this.length}`)
  }
}
