// co_lnotab, Python 2.3 to 3.9. Source: Objects/lnotab_notes.txt of CPython.
//   pairs of bytes (address increment, line increment); the first is unsigned, the second unsigned up to 3.5 and
//   signed from 3.6 on. An instruction has the line reached when all pairs whose address is not above it are summed.
//   A big step is spread over several pairs: (255, 0), (45, 1) is one step of 300 bytes.
import { finishLines, lineColumns, type PositionTable } from './position-table.ts'

/** What a table of lines starts from. */
export interface LnotabOptions {
  /** co_firstlineno. */
  readonly firstLine: number
  /** Whether line increments are signed (3.6 to 3.9). */
  readonly isSigned: boolean
  /** Length of the bytecode in bytes, where known: the end of the last range. */
  readonly codeLength?: number
}

/** The lines of a code object by byte offset; ends at `codeLength` or never. An odd last byte is left out. */
export function decodeLnotab(table: Uint8Array, options: LnotabOptions): PositionTable {
  const columns = lineColumns()
  let address = 0
  let line = options.firstLine
  for (let i = 0; i + 1 < table.length; i += 2) {
    const step = table[i]!
    const change = table[i + 1]!
    if (step > 0) {
      columns.start.push(address)
      columns.line.push(line)
      address += step
    }
    line += options.isSigned && change > 127 ? change - 256 : change
  }
  columns.start.push(address)
  columns.line.push(line)
  return finishLines(columns, options.codeLength ?? 0x7fffffff)
}
