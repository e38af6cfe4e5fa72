import { growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { decodePositions } from '../../symbols/python/decode-positions.ts'
import { findRange, type PositionTable } from '../../symbols/python/position-table.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { ByteSource } from './byte-source.ts'

/** Code objects and the frames of their instructions. */
export class PythonFrames {
  readonly #shared: SharedBuilder
  readonly #release: number
  readonly #warnings: Warnings
  /** Per id of the file the row of the columns below. */
  readonly #rows = new Map<number, number>()
  readonly #funcs = growableInt32()
  readonly #positions: PositionTable[] = []
  readonly #frames = new PairMap()
  #firstLine = 0
  #unknown = -1

  constructor(shared: SharedBuilder, { release, warnings }: { release: number; warnings: Warnings }) {
    this.#shared = shared
    this.#release = release
    this.#warnings = warnings
  }

  /** Reads what follows the token of a code object. */
  define(source: ByteSource): void {
    const id = source.varint()
    const name = source.text()
    const file = source.text()
    this.#firstLine = Math.trunc(this.#firstLine + source.signed()) | 0
    const firstLine = this.#firstLine
    const table = source.take(source.varint())
    this.#rows.set(id, this.#funcs.length)
    const line = firstLine > 0 ? firstLine : -1
    this.#funcs.push(this.#shared.func({ name, file, line, kind: FuncKind.python }))
    this.#positions.push(decodePositions({ release: this.#release, table, firstLine }))
  }

  /** The frame of an instruction, by its offset: in bytes, but for Python 3.10, which counts instructions itself. */
  frame(id: number, offset: number): number {
    const row = this.#rows.get(id)
    if (row === undefined) {
      this.#warnings.add('undefined', 'Code objects were never defined.')
      this.#unknown = this.#shared.plainFrame(this.#shared.func({ name: '[unknown]', kind: FuncKind.marker }))
      return this.#unknown
    }
    let frame = this.#frames.get(row, offset)
    if (frame === -1) {
      frame = this.#makeFrame(row, offset)
      this.#frames.set(row, offset, frame)
    }
    return frame
  }

  #makeFrame(row: number, offset: number): number {
    const func = this.#funcs.get(row)
    const positions = this.#positions[row]!
    const range = findRange(positions, this.#release >= 311 ? offset >> 1 : offset)
    if (range === -1) return this.#shared.plainFrame(func)
    const at = (column: Int32Array | null) => (column === null || column[range]! <= 0 ? -1 : column[range]!)
    return this.#shared.frame({
      func,
      line: at(positions.line),
      endLine: at(positions.endLine),
      column: at(positions.column),
      endColumn: at(positions.endColumn),
    })
  }
}
