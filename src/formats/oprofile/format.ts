import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const HEADER = /^(?:vma {2,})?samples {2,}(?:cum\. samples {2,})?%.*\b(?:symbol|image|app) name *\r?$/m
const XML = /<profile\s[^>]*\bschemaversion\s*=/

/** What OProfile's opreport prints: flat (`-l`), with callers and callees (`-c`), XML (`-X`). */
export const oprofile: Format = {
  id: 'oprofile',
  name: 'OProfile report',
  extensions: ['oprofile', 'txt', 'xml'],
  producedBy: 'opreport -l, -cgf, -X (OProfile)',
  detect(head) {
    const text = decodeHead(head)
    return XML.test(text.slice(0, 4096)) ? 0.95 : HEADER.test(text) ? 0.9 : 0
  },
  async read(input, options) {
    const { readOprofile } = await import('./read.ts')
    return readOprofile(input, options)
  },
}
