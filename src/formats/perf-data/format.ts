import type { Format } from '../format.ts'

/** perf.data of Linux perf and simpleperf: a file with sections, or the stream of `perf record -o -`. */
export const perfData: Format = {
  id: 'perf-data',
  name: 'Linux perf.data',
  extensions: ['perf.data', 'data', 'perf'],
  producedBy: 'perf record, perf stat record, simpleperf record, perf inject',
  detect: head => (isPerfMagic(head) ? 1 : 0),
  async read(input) {
    const { readPerfData } = await import('./read.ts')
    return readPerfData(input)
  },
}

/** 'PERFILE2', the same from a machine of the other byte order, and 'PERFFILE' of before Linux 3.5. */
const MAGICS = ['PERFILE2', '2ELIFREP', 'PERFFILE']

function isPerfMagic(head: Uint8Array): boolean {
  if (head.length < 16) return false
  const text = String.fromCharCode(...head.subarray(0, 8))
  return MAGICS.includes(text)
}
