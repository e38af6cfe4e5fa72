import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'
import { parseResult } from './parse-result.ts'

const LINES = 1000

/** What timeit prints: Python's own and IPython's. See README.md. */
export const timeit: Format = {
  id: 'timeit',
  name: 'timeit output',
  extensions: ['txt', 'log'],
  producedBy: 'python -m timeit, %timeit of IPython and Jupyter',
  detect: head =>
    decodeHead(head)
      .split(/\r?\n/, LINES)
      .some(line => line.includes('per loop') && parseResult(line) !== null)
      ? 0.9
      : 0,
  read: async (input, options) => (await import('./read.ts')).readTimeit(input, options),
}
