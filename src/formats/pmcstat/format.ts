import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const EVENT = /^@ \S.* \[\d+ samples\]\s*$/m
const NODE = /^ *\d{1,3}\.\d+% +\[\d+\] +\S/m

/** The call graphs of FreeBSD's `pmcstat -G`. */
export const pmcstat: Format = {
  id: 'pmcstat',
  name: 'pmcstat call graph',
  extensions: ['txt', 'pmcstat', 'graph'],
  producedBy: 'pmcstat -G (FreeBSD)',
  detect(head) {
    const text = decodeHead(head)
    return !text.includes('\0') && EVENT.test(text) ? (NODE.test(text) ? 0.95 : 0.5) : 0
  },
  async read(input, options) {
    const { readPmcstat } = await import('./read.ts')
    return readPmcstat(input, options)
  },
}
