import { lossesBut, unitLosses } from '../exporting/losses.ts'
import type { Confidence, Format } from '../format.ts'

/** Profiles of Python's cProfile, profile and hotshot, as pstats loads and saves them. See README.md. */
export const pstats: Format = {
  id: 'pstats',
  name: 'pstats',
  extensions: ['pstats', 'prof', 'pstat', 'profile', 'cprof'],
  producedBy: 'cProfile, profile, hotshot, pstats, pytest-profiling',
  detect: detectPstats,
  read: async input => (await import('./read.ts')).readPstats(input),
  needs: 'calls',
  write: async recordings => (await import('./write.ts')).writePstats(recordings),
  losses: recording => [
    ...(recording.calls === null ||
    recording.stacks !== null ||
    recording.calls.edges.calls.some(Number.isNaN)
      ? [{ what: 'edge-counts', message: 'that calls were not counted (0 is written)' }]
      : []),
    ...unitLosses(recording, 'seconds'),
    ...lossesBut(recording, ['edge-counts', 'fractions']),
  ],
}

/** A marshalled dict ('{', with the reference bit or not) whose first key is a tuple of three that starts with text or
 *  bytes; or the empty dict and nothing else. */
function detectPstats(head: Uint8Array): Confidence {
  const type = (index: number) => String.fromCharCode((head[index] ?? 0) & 0x7f)
  if (type(0) !== '{') return 0
  if (head.length === 2 && type(1) === '0') return 0.5
  const isSmall = type(1) === ')'
  if (!isSmall && type(1) !== '(') return 0
  const isTriple = isSmall ? head[2] === 3 : head[2] === 3 && head[3] === 0 && head[4] === 0 && head[5] === 0
  if (!isTriple) return head.length < 6 ? 0.3 : 0
  return 'stuaAzZ'.includes(type(isSmall ? 3 : 6)) ? 1 : 0.3
}
