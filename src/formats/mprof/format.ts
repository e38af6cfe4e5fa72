import { decodeHead } from '../decoding/text/lines.ts'
import { lossesBut } from '../exporting/losses.ts'
import type { Confidence, Format } from '../format.ts'

const RECORD =
  /^(?:MEM|CHLD \S+) -?\d+(?:\.\d*)?(?:e[+-]?\d+)? \d+(?:\.\d*)?$|^FUNC \S+(?: -?\d+(?:\.\d*)?){4}(?: -?\d+)?$|^CMDLINE /
const SAMPLE_LINES = 200

/** Memory over time by memory_profiler's `mprof run`. See README.md. */
export const mprof: Format = {
  id: 'mprof',
  name: 'mprof',
  extensions: ['dat'],
  producedBy: 'memory_profiler (mprof run, python -m memory_profiler --timestamp)',
  detect: detectMprof,
  read: async (input, options) => (await import('./read.ts')).readMprof(input, options),
  holdsSeveral: true,
  write: async recordings => (await import('./write.ts')).writeMprof(recordings),
  losses: recording => {
    const { timelines, shared } = recording
    const own = /^rss(?: at call| at return)?$|^call depth$/
    const others = timelines.some(({ name }) => !own.test(name))
    const hasPids = shared.processes.pid.some(pid => pid !== -1)
    return [
      ...lossesBut(recording, ['timelines', 'marks']),
      ...(others ? [{ what: 'timelines', message: 'timelines of anything but memory' }] : []),
      ...(hasPids ? [{ what: 'processes', message: 'names and ids of processes' }] : []),
    ]
  },
}

/** Lines that begin with one of four words, each with the figures that belong to it. */
function detectMprof(head: Uint8Array, name: string | null): Confidence {
  const lines = decodeHead(head).split(/\r?\n/, SAMPLE_LINES + 1)
  // The last line of the head may be cut in the middle.
  if (lines.length > 1) lines.pop()
  const filled = lines.filter(line => line !== '')
  const records = filled.filter(line => RECORD.test(line))
  if (records.length === 0 || records.length < 0.6 * filled.length) return 0
  if (records.some(line => !line.startsWith('CMDLINE '))) return 0.95
  return /mprof/i.test(name ?? '') ? 0.9 : 0.3
}
