import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const HEADER = /^"?Level"? *[,;\t] *"?Function Name"? *[,;\t]/i

/** The CallTreeSummary.csv of Visual Studio's profiler. */
export const vsprof: Format = {
  id: 'vsprof',
  name: 'Visual Studio call tree',
  extensions: ['csv'],
  producedBy: 'vsperfreport /summary:calltree, Visual Studio (Export Report Data: Call Tree)',
  detect: head => (HEADER.test(decodeHead(head)) ? 0.95 : 0),
  async read(input, options) {
    const { readVsprof } = await import('./read.ts')
    return readVsprof(input, options)
  },
}
