import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const HEADER = /^[ \t]*Line #\s+Hits\s+Time\s+Per Hit\s+% Time\s+Line Contents/m
const SUMMARY = /^[ \t]*\d+\.\d\d seconds - .+:\d+ - \S/m

/** What line_profiler prints: hits and time beside each line of source. See README.md. */
export const lineProfilerText: Format = {
  id: 'line-profiler-text',
  name: 'line_profiler report',
  extensions: ['txt', 'log'],
  producedBy: 'line_profiler (python -m line_profiler, kernprof -v, %lprun, LineProfiler.print_stats)',
  detect(head) {
    const text = decodeHead(head)
    if (HEADER.test(text)) return 0.95
    return /^[ \t]*Timer unit: /m.test(text) && (SUMMARY.test(text) || /^[ \t]*Total time: /m.test(text))
      ? 0.9
      : 0
  },
  read: async (input, options) => (await import('./read.ts')).readLineProfilerText(input, options),
}
