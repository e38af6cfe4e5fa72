import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Allocation sites of Valgrind's DHAT and of the Rust crate dhat. */
export const dhat: Format = {
  id: 'dhat',
  name: 'DHAT',
  extensions: ['dhat.json', 'dhat', 'json'],
  producedBy: 'valgrind --tool=dhat, dhat-rs',
  detect(head) {
    return /^\s*\{[^{[]*"dhatFileVersion"\s*:/.test(decodeHead(head)) ? 0.98 : 0
  },
  async read(input) {
    const { readDhat } = await import('./read.ts')
    return readDhat(await input.bytes(), input.name)
  },
}
