import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const REPORT = /^# Report \d+ - .* of /m
const VIEWER = /^SharkProfileViewer\s*$/m
const ROWS = /^\+ [\d.,]+ ?[%a-zµ]*, .*\r?\n(?:\| )+[+ ] /m

/** The outline that Apple's Shark copies and saves as text. */
export const shark: Format = {
  id: 'shark',
  name: 'Shark outline',
  extensions: ['shark', 'txt'],
  producedBy: 'Shark (Apple CHUD tools)',
  detect(head) {
    const text = decodeHead(head)
    if (VIEWER.test(text)) return 0.95
    return ROWS.test(text) ? (REPORT.test(text) ? 0.9 : 0.6) : 0
  },
  async read(input, options) {
    const { readShark } = await import('./read.ts')
    return readShark(input, options)
  },
}
