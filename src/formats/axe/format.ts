import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** The columns that follow `Index` in the header, whatever parts them. */
const COLUMNS = ['% ', ':Total', ':Self', ':Children', 'Name']

function isHeader(line: string): boolean {
  let at = 0
  for (const column of COLUMNS) {
    at = line.indexOf(column, at)
    if (at === -1) return false
    at += column.length
  }
  return true
}

/** The call graph that Intel VTune prints like gprof's. */
export const axe: Format = {
  id: 'axe',
  name: 'VTune gprof-cc report',
  extensions: ['axe', 'txt', 'csv'],
  producedBy: 'vtune -report gprof-cc, amplxe-cl -report gprof-cc (Intel VTune, Amplifier XE)',
  detect(head) {
    const headers = decodeHead(head).match(/^"?Index"?[ ,;|:\t].*$/gm) ?? []
    return headers.some(isHeader) ? 0.95 : 0
  },
  async read(input, options) {
    const { readAxe } = await import('./read.ts')
    return readAxe(input, options)
  },
}
