import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** What gperftools' heap checker prints about leaks, among whatever else the program prints. */
export const heapChecker: Format = {
  id: 'heap-checker',
  name: 'gperftools heap checker report',
  extensions: ['txt', 'log'],
  producedBy: 'gperftools heap checker (HEAPCHECK=…, up to 2.15)',
  detect(head) {
    const text = decodeHead(head)
    const hasLeak =
      /(?:^|\n)\s*Leak of \d+ bytes in \d+ objects allocated from:\s*\n\s*@ (?:0x)?[0-9a-f]+/.test(text)
    const hasTitle = /(?:^|\n)\s*Leak check \S+ detected leaks of \d+ bytes in \d+ objects/.test(text)
    return hasTitle ? 0.9 : hasLeak ? 0.85 : 0
  },
  async read(input, options) {
    const { readHeapChecker } = await import('./read.ts')
    return readHeapChecker(input, options)
  },
}
