import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** A timeline recording of Safari's Web Inspector. */
export const safari: Format = {
  id: 'safari',
  name: 'Safari timeline recording',
  extensions: ['recording.json'],
  producedBy: 'Safari Web Inspector, WebKit',
  detect(head) {
    const text = decodeHead(head)
    if (!/^\s*\{/.test(text) || !/"recording"\s*:\s*\{/.test(text)) return 0
    return /"(?:instrumentTypes|sampleStackTraces)"\s*:|"timeline-record-type-/.test(text) ? 0.95 : 0
  },
  async read(input) {
    const { readSafari } = await import('./read.ts')
    return readSafari(await input.bytes(), input.name)
  },
}
