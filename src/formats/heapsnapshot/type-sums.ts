import { FormatError } from '../../base/errors.ts'
import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
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

/** Adds the nodes up by type, or by name where the name is that of a constructor, while their numbers come. */
export class TypeSums {
  readonly #layout: SnapshotLayout
  readonly #groups = new PairMap()
  /** Per group the type, the name's string (-1: none) and the sums. */
  readonly types: Growable<Int32Array> = growableInt32()
  readonly names: Growable<Int32Array> = growableInt32()
  readonly sizes: Growable<Float64Array> = growableFloat64()
  readonly counts: Growable<Float64Array> = growableFloat64()
  nodes = 0
  readonly #isNamed: readonly boolean[]
  /** Where the next number stands in its node, and what of the node was read. */
  #place = 0
  #type = 0
  #name = 0
  #size = 0

  constructor(layout: SnapshotLayout) {
    this.#layout = layout
    this.#isNamed = layout.types.map(type => NAMED.has(type))
  }

  add(numbers: readonly unknown[]): void {
    const { nodeSize, type, name, size } = this.#layout
    let place = this.#place
    for (const value of numbers) {
      if (typeof value !== 'number') this.#fail('a number')
      if (place === type) this.#type = value as number
      else if (place === name) this.#name = value as number
      else if (place === size) this.#size = value as number
      if (++place === nodeSize) {
        place = 0
        this.#addNode()
      }
    }
    this.#place = place
  }

  /** @throws FormatError when the last node is not whole. */
  finish(): void {
    if (this.#place !== 0) this.#fail(`${this.#layout.nodeSize} numbers for each`)
  }

  /** What the nodes of a group are called. `text` is the string of a number. */
  title(group: number, text: (string: number) => string): string {
    const name = this.names.get(group)
    if (name !== -1) return text(name) === '' ? '(unnamed)' : text(name)
    const type = this.#layout.types[this.types.get(group)] ?? `type ${this.types.get(group)}`
    return TITLES[type] ?? `(${type})`
  }

  #addNode(): void {
    const type = this.#type
    if (!(Number.isInteger(type) && type >= 0 && type <= 0x7fffffff)) this.#fail('the number of a type')
    const name = this.#isNamed[type] === true ? this.#name : -1
    if (!(Number.isInteger(name) && name >= -1 && name <= 0x7fffffff)) this.#fail('the number of a string')
    let group = this.#groups.get(type, name)
    if (group === -1) {
      group = this.types.length
      this.#groups.set(type, name, group)
      this.types.push(type)
      this.names.push(name)
      this.sizes.push(0)
      this.counts.push(0)
    }
    this.sizes.set(group, this.sizes.get(group) + this.#size)
    this.counts.set(group, this.counts.get(group) + 1)
    this.nodes++
  }

  #fail(expected: string): never {
    throw new FormatError(FORMAT, `nodes: expected ${expected} in node ${this.nodes}`)
  }
}
