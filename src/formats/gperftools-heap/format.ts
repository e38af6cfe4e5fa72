import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** The first line, behind what `google-pprof --raw` and servers put before it. */
const START =
  /(?:^|\n)(?:heap profile: *-?\d+: *-?\d+ *\[|heap_v2\/\d+\r?\n\s+t\*:|--- *heapz? *\d* *-*\r?\n\s*format *= *java)/

/** gperftools' and jemalloc's heap profiles: text, one allocation site a line. */
export const gperftoolsHeap: Format = {
  id: 'gperftools-heap',
  name: 'gperftools heap profile',
  extensions: ['heap', 'hprof', 'growth'],
  producedBy:
    'gperftools (tcmalloc heap, growth and leak profiles), jemalloc, Go (heap?debug=1), Google servers (/heapz)',
  detect(head) {
    const text = decodeHead(head)
    if (!/^(?:%|--- *(?:symbol|heap)|heap)/.test(text)) return 0
    return START.test(text) ? 0.95 : 0
  },
  async read(input, options) {
    const { readGperftoolsHeap } = await import('./read.ts')
    return readGperftoolsHeap(input, options)
  },
}
