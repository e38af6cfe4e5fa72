import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** IgProf's own dump of call stacks and counters. */
export const igprof: Format = {
  id: 'igprof',
  name: 'IgProf dump',
  extensions: ['igprof', 'pp', 'mp'],
  producedBy: 'igprof',
  detect: head => (/^P=\((?:HEX )?ID=[0-9a-f]+ N=\(/.test(decodeHead(head.subarray(0, 4096))) ? 0.98 : 0),
  async read(input, options) {
    const { readIgprof } = await import('./read.ts')
    return readIgprof(input, options)
  },
}
