import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Tables of an Instruments trace as XML. */
export const xctrace: Format = {
  id: 'xctrace',
  name: 'xctrace export',
  extensions: ['xml'],
  producedBy: 'xcrun xctrace export --xpath \'…/table[@schema="time-profile"]\' (Xcode 12 on)',
  detect(head) {
    const text = decodeHead(head.subarray(0, 4096))
    return /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]{0,1000}?-->\s*)?<trace-(?:query-result|toc)[\s>]/.test(
      text,
    )
      ? 0.95
      : 0
  },
  async read(input, options) {
    const { readXctrace } = await import('./read.ts')
    return readXctrace(input, options)
  },
}
