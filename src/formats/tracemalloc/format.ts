import type { Confidence, Format } from '../format.ts'

/** Snapshots of Python's tracemalloc. See README.md. */
export const tracemalloc: Format = {
  id: 'tracemalloc',
  name: 'tracemalloc snapshot',
  extensions: ['tracemalloc', 'snapshot', 'pickle', 'pkl', 'dump'],
  producedBy: 'tracemalloc (Snapshot.dump) of Python 3.4 to 3.15',
  detect: detectTracemalloc,
  read: async input => (await import('./read.ts')).readTracemalloc(input),
}

/** A pickle whose beginning names the class Snapshot of the module tracemalloc. */
function detectTracemalloc(head: Uint8Array): Confidence {
  const first = head[0]
  const isBinary = first === 0x80 && head[1]! >= 2 && head[1]! <= 5
  if (!isBinary && first !== 0x63 && first !== 0x28) return 0
  const text = String.fromCharCode(...head.subarray(0, 160))
  return text.includes('tracemalloc') && text.includes('Snapshot') ? 0.99 : 0
}
