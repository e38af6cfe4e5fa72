import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'
import { parseCsvLine, separatorOf } from './csv-row.ts'

const TEXT = /^ ?Performance counter stats for .*:\r?$|^# {2,}time {2,}.*counts\b.*events\b/m
const JSON_ROW = /^\{.*"(?:counter-value|metric-value)" ?: ?.*"(?:event|metric-unit)" ?: ?/m
const SAMPLE_LINES = 50

/** What `perf stat` prints: as text, with separators (`-x`), as JSON (`-j`). */
export const perfStat: Format = {
  id: 'perf-stat',
  name: 'perf stat',
  extensions: ['txt', 'csv', 'json', 'stat'],
  producedBy: 'perf stat (Linux)',
  detect(head) {
    const text = decodeHead(head)
    if (text.includes('\0')) return 0
    if (TEXT.test(text)) return 0.9
    const lines = text.split('\n', SAMPLE_LINES).map(line => line.trimEnd())
    const rows = lines.filter(line => line !== '' && !line.startsWith('#'))
    if (rows.length === 0) return 0
    // Addresses set right in columns, as perf script prints frames.
    if (/^\t {0,15}[0-9a-f]{1,16} /.test(rows[0]!)) return 0
    if (rows[0]!.startsWith('{')) return JSON_ROW.test(rows[0]!) ? 0.9 : 0
    const separator = separatorOf(rows[0]!)
    if (separator === null) return 0
    const understood = rows.filter(row => parseCsvLine(row, separator) !== null)
    return understood.length >= 0.7 * rows.length ? 0.8 : 0
  },
  async read(input, options) {
    const { readPerfStat } = await import('./read.ts')
    return readPerfStat(input, options)
  },
}
