import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** The JSON that gprof2dot reads, for tools that have no format of their own. */
export const gprof2dotJson: Format = {
  id: 'gprof2dot-json',
  name: 'gprof2dot JSON',
  extensions: ['json'],
  producedBy: 'memtrail, apitrace and other tools that feed gprof2dot',
  detect(head) {
    const text = decodeHead(head)
    if (!/^\s*\{/.test(text)) return 0
    const has = (pattern: RegExp) => pattern.test(text)
    const hasEvents = has(
      /\{\s*"(?:callchain"\s*:\s*\[[\d\s,]*\]?|cost"\s*:\s*\[[^\]"]*\]\s*,\s*"callchain")/,
    )
    const hasFunctions = has(/"functions"\s*:\s*\[\s*(?:\]|\{\s*"(?:name|module|process)")/)
    const hasCosts = has(/"costs"\s*:\s*\[/)
    if (hasEvents && (hasFunctions || hasCosts)) return 0.9
    if (hasFunctions && hasCosts) return 0.7
    // The functions of a large program fill what is seen of the file.
    const isHeaded = has(/^\s*\{\s*"version"\s*:\s*0\s*,\s*"functions"\s*:/)
    return hasEvents || (isHeaded && hasFunctions) ? 0.5 : 0
  },
  async read(input) {
    const { readGprof2dotJson } = await import('./read.ts')
    return readGprof2dotJson(await input.bytes(), input.name)
  },
}
