import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const TABLE =
  /^(?:Partition of a set of -?\d+ objects?|Set of -?\d+ .* objects?)\. Total size = -?\d+ bytes\.\r?$/m

/** Heaps by heapy: files of its statistics, and tables as it prints them. */
export const guppy: Format = {
  id: 'guppy',
  name: 'heapy (guppy)',
  extensions: ['hpy', 'txt'],
  producedBy: 'guppy, guppy3: hpy().heap(), stat.dump(), the profile browser',
  detect(head) {
    const text = decodeHead(head)
    if (/^\.loader: _load_stat\r?\n/.test(text)) return 0.98
    return TABLE.test(text) && /^ Index +(?:Count|Size) /m.test(text) ? 0.9 : 0
  },
  async read(input, options) {
    const { readGuppy } = await import('./read.ts')
    return readGuppy(input, options)
  },
}
