import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Sampled CPU usage that xperf and Windows Performance Analyzer export as CSV. */
export const xperf: Format = {
  id: 'xperf',
  name: 'xperf CSV',
  extensions: ['xperf', 'csv'],
  producedBy: 'xperfview, Windows Performance Analyzer (CPU Usage, exported)',
  detect(head) {
    const first = decodeHead(head).split('\n', 1)[0]!
    const cells = first.split(',').map(cell => cell.trim().replace(/^"(.*)"$/, '$1'))
    const has = (name: RegExp) => cells.some(cell => name.test(cell))
    return has(/^Stack$/) && has(/^Weight\b|^Count\b/) && has(/^Process(?: Name)?$|^Module$/) ? 0.9 : 0
  },
  async read(input, options) {
    const { readXperf } = await import('./read.ts')
    return readXperf(input, options)
  },
}
