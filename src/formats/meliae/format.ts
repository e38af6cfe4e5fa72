import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const OBJECT = /^\s*\[?\s*\{"address": ?-?\d+, ?"type": ?"(?:[^"\\]|\\.)*", ?"size": ?-?\d+/

/** Dumps of a Python heap by meliae. */
export const meliae: Format = {
  id: 'meliae',
  name: 'meliae',
  extensions: ['json', 'meliae'],
  producedBy: 'meliae.scanner.dump_all_objects',
  detect: head => (OBJECT.test(decodeHead(head.subarray(0, 4096))) ? 0.95 : 0),
  async read(input, options) {
    const { readMeliae } = await import('./read.ts')
    return readMeliae(input, options)
  },
}
