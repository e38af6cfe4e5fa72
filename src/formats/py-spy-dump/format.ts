import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const PROCESS = /^Process \d+: .*\r?\n(?:.*\r?\n)?Python v(?:ersion )?\d/m
const THREAD = /^Thread (?:0x[\da-fA-F]+|\d+) \((?:idle|active|active\+gil)\)(?:: ".*")?\r?$/m
const FRAME = /^(?:\t| {4})\s*\S.* \(.+\)\r?$/m

/** What `py-spy dump` prints: the stack of every thread at one moment. */
export const pySpyDump: Format = {
  id: 'py-spy-dump',
  name: 'py-spy dump',
  extensions: ['txt', 'json'],
  producedBy: 'py-spy dump, py-spy dump --json',
  detect(head) {
    const text = decodeHead(head)
    if (/^\s*\[/.test(text)) return /"owns_gil"\s*:/.test(text) && /"frames"\s*:/.test(text) ? 0.95 : 0
    if (!THREAD.test(text)) return 0
    return PROCESS.test(text) ? 0.95 : FRAME.test(text) ? 0.7 : 0
  },
  async read(input, options) {
    const { readPySpyDump } = await import('./read.ts')
    return readPySpyDump(input, options)
  },
}
