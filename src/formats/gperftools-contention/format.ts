import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Contention profiles of gperftools' relatives: text, one place of waiting a line. */
export const gperftoolsContention: Format = {
  id: 'gperftools-contention',
  name: 'Contention profile (contentionz)',
  extensions: ['contention', 'mutex', 'block'],
  producedBy: 'Google servers (/contentionz), Go (mutex and block, debug=1), brpc, Java agents',
  detect(head) {
    const text = decodeHead(head)
    if (!/^(?:%|---)/.test(text)) return 0
    const start = /(?:^|\n)--- *(?:contention|mutex|Stacks)[^\n]*\r?\n/.exec(text)
    return start === null || start.index > 60_000 ? 0 : 0.95
  },
  async read(input, options) {
    const { readContention } = await import('./read.ts')
    return readContention(input, options)
  },
}
