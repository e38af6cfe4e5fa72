import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const TITLES = /^CPU {2,}ID {2,}FUNCTION:NAME\s*$/m
const FRAME = /^\s+[^\s`;]+`\S/
const ADDRESS = /^\s{8,}0x[0-9a-f]+$/
const COUNT = /^\s+-?\d+$/
const SAMPLE_LINES = 400

/** Stacks that a DTrace script printed: aggregations of `stack()`, `ustack()`, `jstack()`, or stacks as they come. */
export const dtrace: Format = {
  id: 'dtrace',
  name: 'DTrace stacks',
  extensions: ['dtrace', 'txt', 'stacks', 'out'],
  producedBy: 'dtrace (macOS, illumos, FreeBSD, Oracle Linux)',
  detect(head) {
    const text = decodeHead(head)
    if (text.includes('\0')) return 0
    const lines = text.split('\n', SAMPLE_LINES).map(line => line.trimEnd())
    const known = lines.filter(line => line !== '')
    const frames = known.filter(line => FRAME.test(line))
    const others = known.filter(line => ADDRESS.test(line) || COUNT.test(line))
    if (frames.length === 0) return 0
    if (TITLES.test(text)) return 0.9
    return frames.length + others.length >= 0.7 * known.length && frames.length >= 0.4 * known.length
      ? 0.7
      : 0
  },
  async read(input, options) {
    const { readDtrace } = await import('./read.ts')
    return readDtrace(input, options)
  },
}
