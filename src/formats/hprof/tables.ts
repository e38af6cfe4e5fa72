import type { ValueType } from '../../model/recording.ts'

/** A row of a table: what a trace cost. */
export interface TableRow {
  readonly trace: number
  /** One per value type of the table. */
  readonly values: readonly number[]
  /** Method, class or monitor at the end of the row. */
  readonly name: string
}

/** A table of a file, which becomes a recording. */
export interface Table {
  /** 'CPU SAMPLES', 'CPU TIME', 'SITES', 'MONITOR TIME'. */
  readonly title: string
  readonly valueTypes: readonly ValueType[]
  /** Whether a row's name is no method: a class or a monitor, which becomes a label. */
  readonly label: 'class' | 'monitor' | null
  /** The sum that the heading names, NaN none. */
  readonly total: number
  /** Takes a row apart; null when it is none. */
  readonly parse: (text: string) => TableRow | null
}

const START = /^(CPU SAMPLES|CPU TIME|MONITOR TIME|SITES)(?: \(ms\))? BEGIN (?:\(total = (\d+)(?: ms)?\))?/
const RANKED = /^\s*\d+\s+(\d+\.?\d*)%\s+\d+\.?\d*%\s+(\d+)\s+(\d{1,10})\s*(.*)$/
const SITE = /^\s*\d+\s+\d+\.?\d*%\s+\d+\.?\d*%\s+(-?\d+)\s+(-?\d+)\s+(\d+)\s+(\d+)\s+(\d{1,10})\s*(.*)$/

/** The table that a line begins, null when it begins none. */
export function tableOf(text: string): Table | null {
  const found = START.exec(text)
  if (found === null) return null
  const total = found[2] === undefined ? Number.NaN : Number(found[2])
  switch (found[1]) {
    case 'CPU SAMPLES':
      return {
        title: 'CPU SAMPLES',
        valueTypes: [{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }],
        label: null,
        total,
        parse: text => ranked(text, (_, count) => [count]),
      }
    case 'SITES':
      return { title: 'SITES', valueTypes: SITE_TYPES, label: 'class', total: Number.NaN, parse: parseSite }
    default:
      // The table has shares of the total, rounded to hundredths, and numbers of calls.
      return {
        title: found[1]!,
        valueTypes: [
          {
            name: found[1] === 'CPU TIME' ? 'cpu' : 'contention',
            unit: 'milliseconds',
            kind: 'sum',
            precision: 'exact',
          },
          { name: 'calls', unit: 'count', kind: 'sum', precision: 'exact' },
        ],
        label: found[1] === 'CPU TIME' ? null : 'monitor',
        total,
        parse: text => ranked(text, (share, count) => [(share / 100) * (total || 0), count]),
      }
  }
}

const SITE_TYPES: readonly ValueType[] = [
  { name: 'in-use bytes', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  { name: 'in-use objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
  { name: 'allocated bytes', unit: 'bytes', kind: 'sum', precision: 'exact' },
  { name: 'allocated objects', unit: 'count', kind: 'sum', precision: 'exact' },
]

function ranked(text: string, values: (share: number, count: number) => number[]): TableRow | null {
  const found = RANKED.exec(text)
  if (found === null) return null
  const [, share, count, trace, name] = found
  return { trace: Number(trace), values: values(Number(share), Number(count)), name: name! }
}

function parseSite(text: string): TableRow | null {
  const found = SITE.exec(text)
  if (found === null) return null
  const values = found.slice(1, 5).map(Number)
  return { trace: Number(found[5]), values, name: found[6]! }
}
