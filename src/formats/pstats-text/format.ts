import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const TABLE = /^[ \t]*ncalls\s+tottime\s+percall\s+cumtime\s+percall\s+filename:lineno\(function\)/m
const SUMMARY = /^[ \t]*\d+ function calls (?:\(\d+ primitive calls\) )?in -?\d+\.\d+ (?:CPU )?seconds/m
const RELATIVES = /^[ \t]*Function\s+(?:was called by|called)\.\.\.[ \t]*\r?$/m

/** What cProfile, profile and pstats print. See README.md. */
export const pstatsText: Format = {
  id: 'pstats-text',
  name: 'pstats report',
  extensions: ['txt', 'log'],
  producedBy: 'python -m cProfile, pstats (print_stats, print_callers, print_callees), %prun',
  detect(head) {
    const text = decodeHead(head)
    if (TABLE.test(text)) return 0.95
    if (SUMMARY.test(text)) return 0.9
    return RELATIVES.test(text) ? 0.85 : 0
  },
  read: async (input, options) => (await import('./read.ts')).readPstatsText(input, options),
}
