import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const HEADER =
  /^"?(?:(?:Source )?Function(?: Stack| \/ Call Stack|\/Call Stack)?|Module|Process|Thread|Source File)"?(?:[,;\t|:]| {2,}).*\b(?:CPU Time|Clockticks|Instructions Retired|Hardware Event|CPU_CLK_UNHALTED|INST_RETIRED|Wait Time|Elapsed Time)/m

/** Reports of Intel VTune by function or by stack, as CSV or as text. */
export const vtune: Format = {
  id: 'vtune',
  name: 'VTune report',
  extensions: ['csv', 'txt'],
  producedBy: 'vtune -report hotspots, hw-events, top-down (amplxe-cl, Intel VTune)',
  detect: head => (HEADER.test(decodeHead(head)) ? 0.85 : 0),
  async read(input, options) {
    const { readVtune } = await import('./read.ts')
    return readVtune(input, options)
  },
}
