import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const HEADER =
  /^"?Index"?[ ,;|\t]+"?% [^\r\n]*:Total"?[ ,;|\t]+[^\r\n]*:Self"?[ ,;|\t]+[^\r\n]*:Children"?[ ,;|\t]+"?Name"?/m

/** The call graph that Intel VTune prints like gprof's. */
export const axe: Format = {
  id: 'axe',
  name: 'VTune gprof-cc report',
  extensions: ['axe', 'txt', 'csv'],
  producedBy: 'vtune -report gprof-cc, amplxe-cl -report gprof-cc (Intel VTune, Amplifier XE)',
  detect: head => (HEADER.test(decodeHead(head)) ? 0.95 : 0),
  async read(input, options) {
    const { readAxe } = await import('./read.ts')
    return readAxe(input, options)
  },
}
