import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** GHC's heap profiles as text, what hp2ps reads. */
export const ghcHeap: Format = {
  id: 'ghc-heap',
  name: 'GHC heap profile',
  extensions: ['hp'],
  producedBy: 'programs compiled by GHC and run with +RTS -hT, -hc, -hm, -hd, -hy, -hr, -hb or -hi',
  detect(head) {
    const text = decodeHead(head.subarray(0, 16_384))
    if (!/^\s*JOB[ \t]+"/.test(text)) return 0
    return /^(?:SAMPLE_UNIT|VALUE_UNIT|BEGIN_SAMPLE)[ \t]/m.test(text) ? 0.95 : 0.5
  },
  async read(input, options) {
    const { readGhcHeap } = await import('./read.ts')
    return readGhcHeap(input, options)
  },
}
