import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** The line of column titles: as a table, with separators (`-t`), or of a hierarchy. */
const TITLES =
  /^#\s*(?:Overhead|Children|Self)\b.*(?:Command|Symbol|Shared Object|Pid|Comm|Source|Thread|Trace|cpu|CPU|Samples|Period)/m
const MARKS = /^# (?:Samples: \S+ +of events? '|Events: \S+ +\S|Event count \(approx\.\)|Total Lost Samples)/m

/** What `perf report --stdio` prints. */
export const perfReport: Format = {
  id: 'perf-report',
  name: 'perf report',
  extensions: ['txt', 'report'],
  producedBy: 'perf report --stdio (Linux)',
  detect(head) {
    const text = decodeHead(head)
    if (text.includes('\0') || !text.includes('#')) return 0
    return MARKS.test(text) ? (TITLES.test(text) ? 0.95 : 0.3) : 0
  },
  async read(input, options) {
    const { readPerfReport } = await import('./read.ts')
    return readPerfReport(input, options)
  },
}
