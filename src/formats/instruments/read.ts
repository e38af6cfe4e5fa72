import { FormatError } from '../../base/errors.ts'
import type { Unit } from '../../base/units.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { IndentedRows } from '../decoding/text/indented-rows.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { parseAmount } from './parse-amount.ts'

const FORMAT = 'instruments'
const LONGEST = 1 << 16

/** Which cells of a row hold what; -1 none. */
interface Columns {
  readonly symbol: number
  readonly total: number
  readonly self: number
  /** Allocations, beside "Bytes Used". */
  readonly count: number
  /** The unit that the title of a column names: `Self (ms)`. */
  readonly selfUnit: string
  readonly title: string
}

interface TreeRow {
  readonly stack: number
  readonly parent: number
  readonly total: number
  readonly count: number
  /** As the row says, NaN where it does not. */
  readonly ownSelf: number
  /** The totals of its children. */
  children: number
  childCount: number
}

/**
 * Reads a call tree as Instruments copies it: totals with a few digits, names indented by depth. What a row has alone is what
 * its cell says, else what its children leave of its total.
 * Source: deep copies of Instruments 7.3 and 13.4 (speedscope's samples). @throws FormatError.
 */
export async function readInstruments(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const indented = new IndentedRows()
  const rows: TreeRow[] = []
  let columns: Columns | null = null
  let unit: Unit | null = null
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      const text = decoder.decode(bytes.subarray(start, Math.min(end, start + LONGEST)))
      if (columns === null) {
        if (text.trim() !== '') columns = columnsOf(text)
        return
      }
      if (text.trim() === '') return
      const cells = text.split('\t')
      const amount = parseAmount(cells[columns.total] ?? '')
      const symbol = cells[columns.symbol]
      if (amount === null || symbol === undefined || symbol.trim() === '') {
        warnings.atLine('unreadable-lines', 'Rows that could not be read were left out.', line)
        return
      }
      unit ??= amount.unit
      const indent = symbol.length - symbol.trimStart().length
      const parent = indented.parentOf(rows.length, indent)
      assertDepth(FORMAT, indented.depth)
      const stack = shared.stack(parent === -1 ? -1 : rows[parent]!.stack, frameOf(symbol.trim(), shared))
      assertStackCount(FORMAT, rows.length)
      const count = columns.count === -1 ? 0 : (parseAmount(cells[columns.count] ?? '')?.value ?? 0)
      if (parent !== -1) {
        rows[parent]!.children += amount.value
        rows[parent]!.childCount += count
      }
      const ownSelf = selfOf(cells, columns)
      rows.push({ stack, parent, total: amount.value, count, ownSelf, children: 0, childCount: 0 })
    },
  })
  if (columns === null || rows.length === 0) {
    throw new FormatError(
      FORMAT,
      'expected a row with the columns "Symbol Name" and a weight, and a tree under it',
      { line: 1 },
    )
  }
  const types = typesOf(columns, unit ?? 'count')
  const part = new StacksBuilder(types)
  for (const { stack, total, count, ownSelf, children, childCount } of rows) {
    const self = Number.isNaN(ownSelf) ? Math.max(0, total - children) : ownSelf
    part.add({ stack }, types.length === 2 ? [self, Math.max(0, count - childCount)] : [self])
  }
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      { recorder: { name: 'Instruments', mode: 'sample' }, platform: 'macOS', warnings: warnings.list() },
      { shared, stacks: part.finish(false) },
    ),
  ]
}

function columnsOf(header: string): Columns | null {
  const titles = header.split('\t').map(title => title.trim())
  const symbol = titles.indexOf('Symbol Name')
  const self = titles.findIndex(title => /^Self\b/.test(title))
  const total = titles.findIndex((title, i) => title !== '' && i !== symbol && i !== self)
  if (symbol === -1 || total === -1) return null
  return {
    symbol,
    total,
    self,
    count: titles[total] === 'Bytes Used' ? titles.indexOf('Count') : -1,
    selfUnit: /\((\w+)\)/.exec(titles[self] ?? '')?.[1] ?? '',
    title: titles[total]!,
  }
}

/** The value of the row alone; NaN where there is no such column. A dash is nothing. */
function selfOf(cells: readonly string[], { self, selfUnit }: Columns): number {
  if (self === -1) return Number.NaN
  const cell = cells[self] ?? ''
  const amount = parseAmount(/^[\d.,]+$/.test(cell.trim()) ? `${cell.trim()} ${selfUnit}` : cell)
  return amount?.value ?? 0
}

function typesOf({ title, count }: Columns, unit: Unit): ValueType[] {
  if (unit === 'bytes') {
    const bytes: ValueType = { name: 'bytes used', unit, kind: 'sum', precision: 'sampled' }
    return count === -1
      ? [bytes]
      : [bytes, { name: 'allocations', unit: 'count', kind: 'sum', precision: 'exact' }]
  }
  const isTime = unit === 'nanoseconds'
  const name = isTime ? 'cpu' : unit === 'count' ? title.toLowerCase() : unit
  return [
    { name, unit: isTime ? unit : unit === 'cycles' ? 'count' : unit, kind: 'sum', precision: 'sampled' },
  ]
}

function frameOf(name: string, shared: SharedBuilder): number {
  const kind = /^0x[0-9a-f]+$/i.test(name) ? FuncKind.address : FuncKind.native
  return shared.plainFrame(shared.func({ name, kind }), -1)
}
