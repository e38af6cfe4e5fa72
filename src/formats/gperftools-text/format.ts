import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const TOTAL =
  /^(?:\(pprof\) ?)*Total: -?[\d.]+ (?:samples|objects|B|MB|seconds)\r?\n *-?[\d.]+ +-?[\d.]+% +-?[\d.]+% +-?[\d.]+ +-?[\d.]+% \S/m
const TOP = /^ *flat +flat% +sum% +cum +cum% *\r?$/m

/** The table that pprof prints: gperftools' (`--text`) or Go's (`-top`). */
export const gperftoolsText: Format = {
  id: 'gperftools-text',
  name: 'pprof text',
  extensions: ['txt', 'text'],
  producedBy: 'google-pprof --text (gperftools), pprof -top, go tool pprof -top',
  detect(head) {
    const text = decodeHead(head)
    return TOTAL.test(text) || TOP.test(text) ? 0.9 : 0
  },
  async read(input, options) {
    const { readGperftoolsText } = await import('./read.ts')
    return readGperftoolsText(input, options)
  },
}
