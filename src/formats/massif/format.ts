import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** What Valgrind's Massif writes: memory over time, and where it was allocated at some moments. */
export const massif: Format = {
  id: 'massif',
  name: 'Massif',
  extensions: ['massif', 'massif.out', 'out'],
  producedBy: 'valgrind --tool=massif, heaptrack_print',
  detect(head) {
    const text = decodeHead(head)
    if (/^(?:desc:[^\n]*\n)?cmd:[^\n]*\ntime_unit:/m.test(text)) return 0.96
    return /^snapshot=\d+\s*$/m.test(text) && /^mem_heap_B=\d/m.test(text) ? 0.8 : 0
  },
  async read(input, options) {
    const { readMassif } = await import('./read.ts')
    return readMassif(input, options)
  },
}
