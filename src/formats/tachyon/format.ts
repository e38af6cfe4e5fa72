import type { Confidence, Format } from '../format.ts'

/** Binary profiles of Python 3.15's sampling profiler ("Tachyon"). See README.md. */
export const tachyon: Format = {
  id: 'tachyon',
  name: 'Tachyon binary profile',
  extensions: ['bin', 'tachyon'],
  producedBy: 'python -m profiling.sampling --binary (3.15)',
  detect: detectTachyon,
  read: async input => (await import('./read.ts')).readTachyon(input),
}

/** "TACH" as a number in the byte order of the machine, then a small version. */
function detectTachyon(head: Uint8Array): Confidence {
  const magic = String.fromCharCode(...head.subarray(0, 4))
  const version =
    magic === 'HCAT' ? [head[4], head[5], head[6], head[7]] : [head[7], head[6], head[5], head[4]]
  if (magic !== 'HCAT' && magic !== 'TACH') return 0
  return version[0]! > 0 && version[1] === 0 && version[2] === 0 && version[3] === 0 ? 1 : 0.5
}
