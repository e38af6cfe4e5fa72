import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const GRAPH = /^index +%(?: ?time)? +self +(?:children|descendents) +called/m
const FLAT =
  /^ *% +(?:cumulative +self +self +total|cycles +cycles +calls)\b[^\n]*\r?\n *(?:time +seconds +seconds\b|\(K\))/m
const CYCLES = /^ *cumulative +self +cycles +cycles *\r?$/m
const ABOUT = /^(?:call graph profile:|flat profile:)\s*$/im

/** The text that gprof prints: flat profile and call graph. */
export const gprof: Format = {
  id: 'gprof',
  name: 'gprof report',
  extensions: ['prof', 'gprof', 'txt'],
  producedBy: 'gprof (GNU, BSD, macOS, AIX, Solaris)',
  detect(head) {
    const text = decodeHead(head)
    if (GRAPH.test(text)) return 0.9
    if (FLAT.test(text) || CYCLES.test(text)) return 0.85
    // The explanations of some stand before the tables.
    return ABOUT.test(text.slice(0, 4096)) ? 0.6 : 0
  },
  async read(input, options) {
    const { readGprof } = await import('./read.ts')
    return readGprof(input, options)
  },
}
