import { type Growable, growableInt32 } from '../../base/growable.ts'

/**
 * Where the instructions of one code object come from: ranges of instructions in ascending order. Range `i` covers
 * instructions `[start[i], start[i + 1])`, the last one `[start[length - 1], end)`. Instructions count in bytes up to
 * Python 3.9 and in code units of two bytes from 3.10 on. Lines and columns are 1-based, -1 where the table says none;
 * tables without columns have null there.
 */
export interface PositionTable {
  readonly length: number
  readonly start: Int32Array
  readonly end: number
  readonly line: Int32Array
  readonly endLine: Int32Array | null
  readonly column: Int32Array | null
  readonly endColumn: Int32Array | null
}

/** The range that holds an instruction, or -1 when none does. O(log ranges). */
export function findRange(table: PositionTable, instruction: number): number {
  if (instruction < 0 || instruction >= table.end) return -1
  let low = 0
  let high = table.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (table.start[middle]! <= instruction) low = middle
    else high = middle - 1
  }
  return table.length > 0 && table.start[low]! <= instruction ? low : -1
}

/** Collects ranges; used by the decoders. */
export interface RangeColumns {
  readonly start: Growable<Int32Array>
  readonly line: Growable<Int32Array>
}

/** Empty columns for a table of lines alone. */
export function lineColumns(): RangeColumns {
  return { start: growableInt32(), line: growableInt32() }
}

/** A finished table of lines alone. */
export function finishLines(columns: RangeColumns, end: number): PositionTable {
  return {
    length: columns.start.length,
    start: columns.start.finish(),
    end,
    line: columns.line.finish(),
    endLine: null,
    column: null,
    endColumn: null,
  }
}
