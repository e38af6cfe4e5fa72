import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** The log of V8's profiler: `node --prof`, and what `--prof-process --preprocess` makes of it. */
export const v8log: Format = {
  id: 'v8log',
  name: 'V8 log',
  extensions: ['v8.log', 'v8log.json', 'log'],
  producedBy: 'Node.js (--prof, --prof-process --preprocess), Chrome (--js-flags=--prof), d8',
  detect(head) {
    const text = decodeHead(head)
    if (/^v8-version,\d+,\d+/.test(text)) return 0.98
    const isLog = /^(?:shared-library|code-creation|profiler|snapshot-pos),/.test(text)
    if (isLog) return /^(?:code-creation|tick|profiler),/m.test(text) ? 0.8 : 0.5
    if (!/^\s*\{\s*"code"\s*:\s*\[/.test(text)) return 0
    return /"type"\s*:\s*"(?:SHARED_LIB|CPP|CODE|JS)"/.test(text) ? 0.9 : 0
  },
  async read(input, options) {
    const { readV8log } = await import('./read.ts')
    return readV8log(input, options)
  },
}
