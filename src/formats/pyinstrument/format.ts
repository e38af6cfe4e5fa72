import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** The head of the printed tree: letters made of lines, the date, the number of samples. */
const BANNER = /^ {2}_ {5}\._ {3}__\/__ .*Recorded: \d\d:\d\d:\d\d {2}Samples: /m

/** The page of -r html: its program or its session. */
const PAGE = /^\s*<!doctype html>[\s\S]*(?:pyinstrumentHTMLRenderer|window\.profileSession = \{)/i

/** pyinstrument's sessions, reports in JSON and HTML, and printed trees. */
export const pyinstrument: Format = {
  id: 'pyinstrument',
  name: 'pyinstrument',
  extensions: ['pyisession', 'json', 'txt', 'html'],
  producedBy: 'pyinstrument 2 to 5 (-r json, -r session, -r text, -r html)',
  detect(head) {
    const text = decodeHead(head)
    if (PAGE.test(text)) return 0.95
    if (!/^\s*\{/.test(text)) return BANNER.test(text) ? 0.95 : 0
    const has = (key: string) => text.includes(`"${key}"`)
    if (has('root_frame') && has('sample_count') && has('start_time')) return 0.95
    if (has('frame_tree') && has('identifier') && has('session')) return 0.95
    const isSession = has('start_call_stack') && has('sample_count')
    return isSession || /^\s*\{\s*"frame_records"\s*:/.test(text) ? 0.9 : 0
  },
  async read(input, options) {
    const { readPyinstrument } = await import('./read.ts')
    return readPyinstrument(input, options)
  },
}
