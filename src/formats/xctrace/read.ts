import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { readXml } from '../decoding/xml/read-xml.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { tableReader } from './nodes.ts'
import { TraceTable } from './trace-table.ts'

const FORMAT = 'xctrace'

/**
 * Reads the tables of an export that have stacks (time-profile, cpu-profile, counters-profile and whatever else has a column of
 * backtraces): one recording a table. Others are counted in a warning.
 * Source: exports of xctrace 14 (inferno's samples). @throws FormatError, LimitError.
 */
export async function readXctrace(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const tables: TraceTable[] = []
  const current = () => {
    if (tables.length === 0) tables.push(new TraceTable(FORMAT, ''))
    return tables.at(-1)!
  }
  const handle = tableReader(FORMAT, {
    table: schema => {
      tables.push(new TraceTable(FORMAT, schema))
    },
    column: mnemonic => current().addColumn(mnemonic),
    row: row => current().addRow(row),
  })
  await readXml(input.chunks(), { format: FORMAT, handle, onProgress: options.onProgress })
  const withStacks = tables.filter(table => table.hasStacks)
  if (withStacks.length === 0) {
    const found = tables
      .map(table => table.schema)
      .join(', ')
      .slice(0, 200)
    throw new FormatError(
      FORMAT,
      `expected rows with a backtrace, found ${found === '' ? 'no table' : `tables of ${found}`}`,
    )
  }
  const left = tables.filter(table => !table.hasStacks && table.rowCount > 0)
  return withStacks.map(table => table.finish(input.name, { isOnly: withStacks.length === 1, left }))
}
