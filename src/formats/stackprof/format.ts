import { isMarshal } from '../decoding/ruby-marshal/read-marshal.ts'
import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Dumps of Ruby's stackprof: Ruby's Marshal, or JSON. */
export const stackprof: Format = {
  id: 'stackprof',
  name: 'stackprof',
  extensions: ['dump', 'json', 'stackprof'],
  producedBy: 'stackprof (Ruby), StackProf.run(out: …), stackprof --json',
  detect(head) {
    if (isMarshal(head)) {
      const text = String.fromCharCode(...head.subarray(0, 4096))
      return text.includes('missed_samples') && text.includes('interval') ? 0.95 : 0
    }
    const text = decodeHead(head)
    if (!/^\s*\{/.test(text)) return 0
    const has = (key: string) => text.includes(`"${key}"`)
    if (has('gc_samples') && has('missed_samples') && has('interval')) return 0.9
    return has('total_samples') && has('frames') && (has('edges') || has('lines')) ? 0.6 : 0
  },
  async read(input) {
    const { readStackprof } = await import('./read.ts')
    return readStackprof(await input.bytes(), input.name)
  },
}
