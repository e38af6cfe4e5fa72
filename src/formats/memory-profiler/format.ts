import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Up to 0.57 without the fourth column, which 0.58 spelt with one r. */
const HEADER = /^[ \t]*Line #\s+Mem usage\s+Increment(?:\s+Occurr?ences)?\s+Line Contents/m

/** What memory_profiler prints: memory beside each line of source. See README.md. */
export const memoryProfiler: Format = {
  id: 'memory-profiler',
  name: 'memory_profiler report',
  extensions: ['txt', 'log'],
  producedBy: 'memory_profiler (python -m memory_profiler, @profile, %mprun)',
  detect: head => (HEADER.test(decodeHead(head)) ? 0.95 : 0),
  read: async (input, options) => (await import('./read.ts')).readMemoryProfiler(input, options),
}
