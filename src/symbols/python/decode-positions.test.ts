import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../base/random.ts'
import { decodePositions } from './decode-positions.ts'
import { findRange, type PositionTable } from './position-table.ts'

/** The line of an instruction; null outside the table. */
function lineAt(table: PositionTable, instruction: number): number | null {
  const range = findRange(table, instruction)
  return range < 0 ? null : table.line[range]!
}

function positionAt(table: PositionTable, instruction: number): number[] {
  const range = findRange(table, instruction)
  return [table.line, table.endLine!, table.column!, table.endColumn!].map(column => column[range]!)
}

// What the full standard libraries give is compared with the interpreters in test/live/line-tables.test.ts.
describe('decodePositions() up to 3.9', () => {
  const table = Uint8Array.of(6, 1, 8, 200, 0, 55, 4, 2)

  it('takes line increments as unsigned before 3.6', () => {
    const lines = decodePositions({ release: 207, table, firstLine: 10 })
    expect([0, 5, 6, 13, 14, 17, 18, 900].map(at => lineAt(lines, at))).toEqual([
      10, 10, 11, 11, 266, 266, 268, 268,
    ])
  })

  it('takes line increments as signed from 3.6 on', () => {
    const lines = decodePositions({ release: 308, table, firstLine: 100, codeLength: 20 })
    expect([0, 6, 14, 18, 19, 20].map(at => lineAt(lines, at))).toEqual([100, 101, 100, 102, 102, null])
  })

  it('adds up a step that is spread over several pairs', () => {
    const long = Uint8Array.of(255, 0, 45, 1)
    const lines = decodePositions({ release: 306, table: long, firstLine: 1 })
    expect([299, 300].map(at => lineAt(lines, at))).toEqual([1, 2])
  })
})

describe('decodePositions() of 3.10', () => {
  it('advances over ranges without a line', () => {
    // Four bytes on line 3, two without a line (-128), two one line further.
    const lines = decodePositions({ release: 310, table: Uint8Array.of(4, 0, 2, 0x80, 2, 1), firstLine: 3 })
    expect([0, 1, 2, 3, 4].map(unit => lineAt(lines, unit))).toEqual([3, 3, -1, 4, null])
  })
})

describe('decodePositions() of 3.11 and newer', () => {
  it('reads every kind of entry', () => {
    const table = Uint8Array.of(
      ...[0x80 | (0 << 3) | 0, 0x4a], // short: column 4, end 14, one unit
      ...[0x80 | (11 << 3) | 1, 8, 12], // next line, columns 8 to 12, two units
      ...[0x80 | (13 << 3) | 0, 0x05], // two lines back, no columns
      ...[0x80 | (14 << 3) | 7, 0x0c, 0x02, 0x03, 0x41, 0x01], // six lines on, ends two below, column 2, end 64
      ...[0x80 | (15 << 3) | 0], // nothing
    )
    const positions = decodePositions({ release: 312, table, firstLine: 20 })
    expect([0, 1, 2, 3, 4, 11, 12].map(unit => positionAt(positions, unit))).toEqual([
      [20, 20, 5, 15],
      [21, 21, 9, 13],
      [21, 21, 9, 13],
      [19, 19, -1, -1],
      [25, 27, 3, 65],
      [25, 27, 3, 65],
      [-1, -1, -1, -1],
    ])
    expect(findRange(positions, 13)).toBe(-1)
    expect(findRange(positions, -1)).toBe(-1)
  })
})

describe('decodePositions() on broken tables', () => {
  it('ends within the table, whatever it holds', () => {
    const random = seededRandom(7)
    for (let round = 0; round < 4000; round++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256))
      const release = [207, 306, 310, 311, 315][round % 5]!
      const table = decodePositions({ release, table: bytes, firstLine: 1 })
      expect(table.length).toBeLessThanOrEqual(bytes.length + 1)
      for (let i = 1; i < table.length; i++) expect(table.start[i]! >= table.start[i - 1]!).toBe(true)
    }
  })
})
