import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** The first entry of a capture, by any version. */
const FIRST =
  /^(?:[^/]+\/)?(?:stats\.txt|symbols\.txt|callstacks\.txt|ipcounts\.txt|threads\.txt|minidump\.dmp|version [\d.]+ required)/i
/** A row of the exported list: name, exclusive, inclusive, both in percent, module, file, line. */
const ROW =
  /^"(?:[^"\\]|\\.)*",[\d.e+-]+,[\d.e+-]+,[\d.e+-]+,[\d.e+-]+,"(?:[^"\\]|\\.)*","(?:[^"\\]|\\.)*",\d+$/

/** Captures of Very Sleepy: a zip of texts, or the list of functions as CSV. */
export const sleepy: Format = {
  id: 'sleepy',
  name: 'Very Sleepy capture',
  extensions: ['sleepy', 'csv'],
  producedBy: 'Very Sleepy (0.7 to 0.92), its CSV export, Dagor engine',
  detect(head, name) {
    if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) {
      const length = (head[26] ?? 0) + 256 * (head[27] ?? 0)
      const entry = String.fromCharCode(...head.subarray(30, 30 + Math.min(length, 300)))
      if (FIRST.test(entry)) return 0.95
      return /\.sleepy$/i.test(name ?? '') && !entry.startsWith('recording.json') ? 0.5 : 0
    }
    if (head[0] !== 0x22 && head[0] !== 0xef && head[0] !== 0xff && head[0] !== 0xfe) return 0
    const lines = decodeHead(head).split(/\r?\n/, 4)
    if (lines.length > 1) lines.pop()
    const rows = lines.filter(line => line !== '')
    return rows.length > 0 && rows.every(line => line.length < 10_000 && ROW.test(line)) ? 0.9 : 0
  },
  async read(input, options) {
    const { readSleepy } = await import('./read.ts')
    return readSleepy(input, options)
  },
}
