// co_linetable, Python 3.10 only. Source: Objects/lnotab_notes.txt of CPython 3.10, PEP 626.
//   pairs of bytes (length of the range in bytes, unsigned; line increment, signed). An increment of -128 says that the
//   range has no line: the address still advances, the line does not change.
import { finishLines, lineColumns, type PositionTable } from './position-table.ts'

/** The lines of a code object by code unit (two bytes). Empty ranges are left out, an odd last byte too. */
export function decodeLinetable(table: Uint8Array, firstLine: number): PositionTable {
  const columns = lineColumns()
  let address = 0
  let line = firstLine
  for (let i = 0; i + 1 < table.length; i += 2) {
    const length = table[i]!
    const change = table[i + 1]!
    if (change !== 0x80) line += change > 127 ? change - 256 : change
    if (length === 0) continue
    columns.start.push(address >>> 1)
    columns.line.push(change === 0x80 ? -1 : line)
    address += length
  }
  return finishLines(columns, address >>> 1)
}
