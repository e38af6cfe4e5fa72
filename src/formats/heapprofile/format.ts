import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** V8's sampling heap profile: what is still in use, by where it was allocated. */
export const heapprofile: Format = {
  id: 'heapprofile',
  name: 'V8 sampling heap profile',
  extensions: ['heapprofile'],
  producedBy: 'Chrome DevTools, Node.js (--heap-prof, inspector), VS Code',
  detect(head) {
    const text = decodeHead(head)
    if (!/^\s*\{/.test(text) || !/"callFrame"\s*:\s*\{/.test(text)) return 0
    return /"head"\s*:\s*\{/.test(text) && /"selfSize"\s*:/.test(text) ? 0.95 : 0
  },
  async read(input) {
    const { readHeapprofile } = await import('./read.ts')
    return readHeapprofile(await input.bytes(), input.name)
  },
}
