import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Figures of functions and lines by Python 3.15's sampling profiler, one JSON object a line. See README.md. */
export const samplingJsonl: Format = {
  id: 'sampling-jsonl',
  name: 'profiling.sampling JSON lines',
  extensions: ['jsonl'],
  producedBy: 'python -m profiling.sampling --jsonl (3.15)',
  detect(head) {
    const text = decodeHead(head)
    const line = text.slice(0, text.indexOf('\n') + 1 || undefined)
    const isMeta = /"type"\s*:\s*"meta"/.test(line) && /"run_id"\s*:\s*"/.test(line)
    return isMeta && /"sample_interval_usec"\s*:/.test(line) ? 0.98 : 0
  },
  read: async (input, options) => (await import('./read.ts')).readSamplingJsonl(input, options),
}
