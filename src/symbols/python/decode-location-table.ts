// co_linetable, Python 3.11 and newer. Source: Objects/locations.md of CPython (3.11: PyCode location table, PEP 657).
//   entry: byte 1ccccLLL: kind c (4 bits), length L + 1 code units; the bytes that follow have bit 7 clear.
//   kind 0..9  short: 1 byte b; column = (kind << 3) | (b >> 4), end column = column + (b & 15); same line
//   kind 10..12 one line: line += kind - 10; byte column, byte end column
//   kind 13    line only: svarint line increment, no columns
//   kind 14    long: svarint line increment, varint end line - line, varint column + 1, varint end column + 1
//   kind 15    none: no location
//   varint: 6-bit groups, low ones first, bit 6 set while more follow; svarint: bit 0 is the sign.
// Columns in the table are 0-based UTF-8 byte offsets; the result is 1-based, as lines are.
import { growableInt32 } from '../../base/growable.ts'
import type { PositionTable } from './position-table.ts'

interface Cursor {
  at: number
}

/** Lines and columns of a code object by code unit. A table that breaks off ends where it breaks. */
export function decodeLocationTable(table: Uint8Array, firstLine: number): PositionTable {
  const start = growableInt32()
  const lines = growableInt32()
  const endLines = growableInt32()
  const columns = growableInt32()
  const endColumns = growableInt32()
  const cursor: Cursor = { at: 0 }
  let unit = 0
  let line = firstLine
  while (cursor.at < table.length) {
    const head = table[cursor.at++]!
    const kind = (head >>> 3) & 15
    let endLine = -1
    let column = -1
    let endColumn = -1
    if (kind <= 9) {
      const low = readByte(table, cursor)
      column = (kind << 3) | (low >>> 4)
      endColumn = column + (low & 15)
    } else if (kind <= 12) {
      line += kind - 10
      column = readByte(table, cursor)
      endColumn = readByte(table, cursor)
    } else if (kind === 13) {
      line += readSigned(table, cursor)
    } else if (kind === 14) {
      line += readSigned(table, cursor)
      endLine = line + readVarint(table, cursor)
      column = readVarint(table, cursor) - 1
      endColumn = readVarint(table, cursor) - 1
    }
    start.push(unit)
    lines.push(kind === 15 ? -1 : line)
    endLines.push(kind === 15 ? -1 : endLine < 0 ? line : endLine)
    columns.push(column < 0 ? -1 : column + 1)
    endColumns.push(endColumn < 0 ? -1 : endColumn + 1)
    unit += (head & 7) + 1
  }
  return {
    length: start.length,
    start: start.finish(),
    end: unit,
    line: lines.finish(),
    endLine: endLines.finish(),
    column: columns.finish(),
    endColumn: endColumns.finish(),
  }
}

function readByte(table: Uint8Array, cursor: Cursor): number {
  return table[cursor.at++] ?? 0
}

function readVarint(table: Uint8Array, cursor: Cursor): number {
  let value = 0
  for (let shift = 0; shift <= 30; shift += 6) {
    const byte = readByte(table, cursor)
    value |= (byte & 63) << shift
    if ((byte & 64) === 0) break
  }
  return value
}

function readSigned(table: Uint8Array, cursor: Cursor): number {
  const value = readVarint(table, cursor)
  return (value & 1) === 1 ? -(value >>> 1) : value >>> 1
}
