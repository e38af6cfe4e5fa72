import type { Format } from '../format.ts'

const MAGIC = 'PYROHEAP'

/** Heaps that a Python program writes of itself, by this project's package. See README.md. */
export const heapDump: Format = {
  id: 'heap-dump',
  name: 'Pyrometer heap',
  extensions: ['heapdump', 'pyrometer'],
  producedBy: 'pyrometer.heap() in a program',
  detect(head) {
    for (let i = 0; i < MAGIC.length; i++) if (head[i] !== MAGIC.charCodeAt(i)) return 0
    return 1
  },
  async read(input, options) {
    const { readHeapDump } = await import('./read.ts')
    return readHeapDump(input, options)
  },
}
