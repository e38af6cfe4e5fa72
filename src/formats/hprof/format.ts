import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** What Java's HPROF agent writes as text (java.hprof.txt). */
export const hprof: Format = {
  id: 'hprof',
  name: 'Java HPROF',
  extensions: ['hprof.txt', 'hprof'],
  producedBy: 'java -agentlib:hprof (JDK 1.2 to 8)',
  detect(head) {
    const text = decodeHead(head)
    if (text.startsWith('JAVA PROFILE ')) return 0.98
    return /^(?:CPU SAMPLES|CPU TIME \(ms\)|SITES) BEGIN /m.test(text) && /^TRACE \d+:/m.test(text) ? 0.8 : 0
  },
  async read(input, options) {
    const { readHprof } = await import('./read.ts')
    return readHprof(input, options)
  },
}
