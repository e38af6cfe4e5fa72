import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** V8's heap snapshot, also written by Julia: every object of a heap. */
export const heapsnapshot: Format = {
  id: 'heapsnapshot',
  name: 'V8 heap snapshot',
  extensions: ['heapsnapshot', 'heaptimeline'],
  producedBy:
    'Chrome DevTools, Node.js (v8.writeHeapSnapshot, --heapsnapshot-signal), Julia (Profile.take_heap_snapshot)',
  detect(head) {
    const text = decodeHead(head)
    if (!/^\s*\{/.test(text) || !/"snapshot"\s*:\s*\{/.test(text)) return 0
    return /"node_fields"\s*:\s*\[/.test(text) ? 0.98 : 0
  },
  async read(input, options) {
    const { readHeapsnapshot } = await import('./read.ts')
    return readHeapsnapshot(input, options)
  },
}
