import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const ROW = /^[ \t]*import time:\s+(?:self \[us\]|\d+|cached)\s*\|\s*(?:cumulative|\d+|cached)\s*\|/m

/** How long a Python program's imports took. See README.md. */
export const importtime: Format = {
  id: 'importtime',
  name: 'Import times',
  extensions: ['importtime', 'log', 'txt'],
  producedBy: 'python -X importtime (3.7 to 3.15)',
  detect: head => (ROW.test(decodeHead(head)) ? 0.9 : 0),
  read: async (input, options) => (await import('./read.ts')).readImportTimes(input, options),
}
