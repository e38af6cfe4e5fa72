import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** What "Deep Copy" of Instruments puts on the clipboard: the call tree, cells apart by tabs. */
export const instruments: Format = {
  id: 'instruments',
  name: 'Instruments deep copy',
  extensions: ['txt', 'tsv'],
  producedBy: 'Instruments (Xcode 4 to 16): Edit, Deep Copy in a call tree',
  detect(head) {
    const line = /^[^\r\n]{0,500}/.exec(decodeHead(head).trimStart())?.[0] ?? ''
    const isTree = /\tSymbol Name\s*$/.test(line) || /\tSymbol Name\t/.test(line)
    return isTree && /^(?:Running Time|Weight|Bytes Used|Self Weight|Count|Samples|[\w ]+)\t/.test(line)
      ? 0.95
      : 0
  },
  async read(input, options) {
    const { readInstruments } = await import('./read.ts')
    return readInstruments(input, options)
  },
}
