import type { Format } from '../format.ts'

const MAGIC = '\x13\x0fhotshot-version'

/** Logs of Python 2's hotshot: every call, return and, if asked for, line. See README.md. */
export const hotshot: Format = {
  id: 'hotshot',
  name: 'hotshot log',
  extensions: ['hotshot', 'prof', 'log'],
  producedBy: 'hotshot (Python 2.2 to 2.7)',
  detect: head => (String.fromCharCode(...head.subarray(0, MAGIC.length)) === MAGIC ? 1 : 0),
  read: async input => (await import('./read.ts')).readHotshot(input),
}
