import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Keys that stand at the beginning, one release or another; all have the first two somewhere. */
const KEYS = [
  'elapsed_time_sec',
  'growth_rate',
  'max_footprint_mb',
  'n_cpu_percent_python',
  'n_cpu_percent_c',
  'alloc_samples',
  'entrypoint_dir',
  'percent_cpu_time',
]

/** scalene's profiles in JSON. */
export const scalene: Format = {
  id: 'scalene',
  name: 'Scalene',
  extensions: ['json'],
  producedBy: 'scalene run, scalene --json',
  detect(head) {
    const text = decodeHead(head)
    if (!/^\s*\{/.test(text)) return 0
    // Stacks with native frames may fill the head: keys are in alphabetical order.
    if (/^\s*\{\s*"alloc_samples"\s*:/.test(text) && text.includes('"combined_stacks"')) return 0.95
    const found = KEYS.filter(key => text.includes(`"${key}"`)).length
    return found >= 4 ? 0.95 : found === 3 ? 0.8 : 0
  },
  async read(input, options) {
    const { readScalene } = await import('./read.ts')
    return readScalene(input, options)
  },
}
