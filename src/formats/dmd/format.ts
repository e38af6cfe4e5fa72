import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const ENTRY = /^-{18}\r?\n(?:\t *\d+\t\S+\r?\n)*\S+\t\d+\t\d+\t\d+\r?$/m
const TABLE = /^======== Timer (?:Is \d+ Ticks\/Sec|frequency unknown)/m

/** The trace.log that programs compiled with `dmd -profile` write. */
export const dmd: Format = {
  id: 'dmd',
  name: 'D trace.log',
  extensions: ['log', 'dmd'],
  producedBy: 'dmd -profile, ldc2 -fdmd-trace-functions',
  detect(head) {
    const text = decodeHead(head)
    if (ENTRY.test(text)) return 0.95
    return TABLE.test(text) ? 0.6 : 0
  },
  async read(input, options) {
    const { readDmd } = await import('./read.ts')
    return readDmd(input, options)
  },
}
