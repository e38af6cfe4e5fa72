import { lossesBut, unitLosses } from '../exporting/losses.ts'
import type { Confidence, Format } from '../format.ts'

/** Files of Python's line_profiler: hits and time of each line of the functions it was told to watch. See README.md. */
export const lprof: Format = {
  id: 'lprof',
  name: 'line_profiler',
  extensions: ['lprof'],
  producedBy: 'line_profiler 1 to 5 (kernprof -l, LineProfiler.dump_stats)',
  detect: detectLprof,
  read: async input => (await import('./read.ts')).readLprof(input),
  write: async recordings => (await import('./write.ts')).writeLprof(recordings),
  losses: recording => {
    const areHitsKnown = recording.lines?.rows.hits.some(Number.isNaN) !== true
    return [
      ...lossesBut(recording, ['line-figures']),
      ...unitLosses(recording, 'seconds'),
      ...(areHitsKnown ? [] : [{ what: 'hits', message: 'that hits are not known (1 is written)' }]),
    ]
  },
}

const PICKLED_BY_HEAD = 512

/** A pickle whose beginning names the class LineStats of a module of line_profiler. */
function detectLprof(head: Uint8Array): Confidence {
  const first = head[0]
  const isBinary = first === 0x80 && head[1]! >= 2 && head[1]! <= 5
  if (!isBinary && first !== 0x63 && first !== 0x28) return 0
  const text = String.fromCharCode(...head.subarray(0, PICKLED_BY_HEAD))
  return text.includes('line_profiler') && text.includes('LineStats') ? 0.99 : 0
}
