import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const COUNTER = /^Counter: \S+\r?\n(?:\r?\n)?-{60,}\r?\nFlat profile \(/m

/** The text that igprof-analyse prints. */
export const igprofReport: Format = {
  id: 'igprof-report',
  name: 'IgProf report',
  extensions: ['res', 'txt'],
  producedBy: 'igprof-analyse',
  detect: head => (COUNTER.test(decodeHead(head)) ? 0.95 : 0),
  async read(input, options) {
    const { readIgprofReport } = await import('./read.ts')
    return readIgprofReport(input, options)
  },
}
