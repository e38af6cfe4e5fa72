import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Row } from './parse-row.ts'

const FORMAT = 'importtime'
const TIME: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }
const IMPORTS: ValueType = { name: 'imports', unit: 'count', kind: 'sum', precision: 'exact' }
const CACHED: ValueType = { ...IMPORTS, name: 'cached imports' }

/** The imports of one process. A module is told of after those that it imports: who imported what is known by the depth of
 *  the row that comes later. */
export class ImportTree {
  readonly #rows: Row[] = []
  /** Row that imported each row, -1 for none. */
  readonly #parents: number[] = []
  /** Rows that wait for the row that imported them, with their depths, in the order of the file. */
  readonly #waiting: { readonly row: number; readonly depth: number }[] = []

  get isEmpty(): boolean {
    return this.#rows.length === 0
  }

  add(row: Row): void {
    const index = this.#rows.length
    this.#rows.push(row)
    this.#parents.push(-1)
    if (row.depth === -1) return
    assertDepth(FORMAT, row.depth)
    // A module that had been imported before imports nothing.
    if (!Number.isNaN(row.self)) {
      while (this.#waiting.length > 0 && this.#waiting.at(-1)!.depth > row.depth) {
        this.#parents[this.#waiting.pop()!.row] = index
      }
    }
    if (row.depth > 0) this.#waiting.push({ row: index, depth: row.depth })
  }

  /** The imports as stacks of modules: a row each, in the order of the file. */
  finish(shared: SharedBuilder): StacksPart {
    const hasCached = this.#rows.some(({ self }) => Number.isNaN(self))
    const part = new StacksBuilder(hasCached ? [TIME, IMPORTS, CACHED] : [TIME, IMPORTS])
    const stacks = new Int32Array(this.#rows.length)
    // Parents come later in the file.
    for (let i = this.#rows.length - 1; i >= 0; i--) {
      const func = shared.func({ name: this.#rows[i]!.name, kind: FuncKind.python })
      const parent = this.#parents[i]!
      stacks[i] = shared.stack(parent === -1 ? -1 : stacks[parent]!, shared.plainFrame(func))
      assertStackCount(FORMAT, shared.stacks.length)
    }
    for (const [i, { self }] of this.#rows.entries()) {
      const isCached = Number.isNaN(self)
      part.add({ stack: stacks[i]! }, isCached ? [0, 0, 1] : [self * 1000, 1, 0])
    }
    return part.finish(false)
  }
}
