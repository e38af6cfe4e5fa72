import { decodeLinetable } from './decode-linetable.ts'
import { decodeLnotab } from './decode-lnotab.ts'
import { decodeLocationTable } from './decode-location-table.ts'
import type { PositionTable } from './position-table.ts'

/** What a decoder needs of a code object. */
export interface CodeTables {
  /** The release as a number: 207 for 2.7, 312 for 3.12. */
  readonly release: number
  /** co_lnotab (up to 3.9) or co_linetable. */
  readonly table: Uint8Array
  /** co_firstlineno. */
  readonly firstLine: number
  /** Length of the bytecode in bytes, where known. */
  readonly codeLength?: number
}

/** Decodes the line table of any release; see {@link PositionTable} for the unit of instructions. */
export function decodePositions({ release, table, firstLine, codeLength }: CodeTables): PositionTable {
  if (release >= 311) return decodeLocationTable(table, firstLine)
  if (release === 310) return decodeLinetable(table, firstLine)
  const isSigned = release >= 306
  return decodeLnotab(
    table,
    codeLength === undefined ? { firstLine, isSigned } : { firstLine, isSigned, codeLength },
  )
}
