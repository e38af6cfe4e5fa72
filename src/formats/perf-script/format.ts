import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const SAMPLE_LINES = 600
/** A time in seconds in micro- or nanoseconds, and what may follow it. */
const TIMED = /(?:^|[ \t])\d{1,12}\.(?:\d{1,6}|\d{9}):(?:[ \t]|$)/
const TIMELESS =
  /^[ \t]*\S.*?[ \t]-?\d+(?:\/-?\d+)?[ \t]+(?:\[\d+\][ \t]+)?(?:\d+[ \t]+)?[A-Za-z][\w:/,=.-]*:[ \t]*$/
/** A place in code on the sample's own line, its address right-aligned. */
const SINGLE =
  /(?:^|[ \t])(?=[ \t]*[0-9a-f]+[ \t])[ \t0-9a-f]{16}[ \t]+\S.*\(.*\)|[ \t]\d+[ \t]+[0-9a-f]{8,16}[ \t]\S/
const FRAME = /^[ \t]+[0-9a-f]{1,16}(?:[ \t]+\S.*)?$/
/** Wide enough to be an address and nothing else, or short (places in files are) and set right in 16 columns. */
const WIDE_FRAME = /^(?:[ \t]+[0-9a-f]{5,16}|\t(?=[ 0-9a-f]{16}(?: |$)) *[0-9a-f]{1,16})(?:[ \t]+\S.*)?$/
const CHAIN_FRAME = /^\t {0,15}[0-9a-f]{1,16}(?: \S.*)?$/
/** `-F +srcline` prints these between frames. */
const BETWEEN = /^ {2}\S/

/** What `perf script` prints. */
export const perfScript: Format = {
  id: 'perf-script',
  name: 'perf script',
  extensions: ['perf', 'txt', 'linux-perf.txt', 'stacks', 'script'],
  producedBy: 'perf script (Linux), simpleperf report-sample',
  detect(head) {
    const text = decodeHead(head)
    if (text.includes('\0')) return 0
    const lines = text.split('\n', SAMPLE_LINES + 1).map(line => line.trimEnd())
    // The last line of the head may be cut in the middle.
    if (lines.length > 1) lines.pop()
    let timed = 0
    let timeless = 0
    let frames = 0
    let chained = 0
    let wide = 0
    let known = 0
    for (const line of lines) {
      if (line === '' || line.startsWith('#') || BETWEEN.test(line)) continue
      known++
      if (TIMED.test(line)) timed++
      else if (TIMELESS.test(line)) timeless++
      else if (FRAME.test(line)) {
        frames++
        if (CHAIN_FRAME.test(line)) chained++
        if (WIDE_FRAME.test(line)) wide++
      } else if (SINGLE.test(line)) timeless++
    }
    return confidence({ timed, timeless, frames, chained, wide, known, isHeaded: isHeaded(text) })
  },
  async read(input, options) {
    const { readPerfScript } = await import('./read.ts')
    return readPerfScript(input, options)
  },
}

interface Counts {
  readonly timed: number
  readonly timeless: number
  readonly frames: number
  readonly chained: number
  readonly wide: number
  readonly known: number
  readonly isHeaded: boolean
}

function confidence({ timed, timeless, frames, chained, wide, known, isHeaded }: Counts): number {
  const understood = timed + timeless + frames
  if (known === 0) return isHeaded ? 0.4 : 0
  if (understood < 0.4 * known) return 0
  if (timed > 0 && (frames > 0 || isHeaded || timed > 0.6 * known)) return isHeaded ? 0.95 : 0.85
  if (timeless > 0 && (wide > 0.5 * frames || timeless > 0.8 * known)) return 0.7
  // `-F` without times, ids or events: frames as only perf lays them out, and little else.
  if (wide < 0.5 * frames) return 0
  if (chained > 0.4 * known) return 0.45
  return frames > 0.9 * known ? 0.2 : 0
}

/** `perf script --header`; `perf report` has the same header and another table. */
function isHeaded(text: string): boolean {
  return (
    /^# (?:captured on|perf version) *:/m.test(text) && !/^# (?:Overhead|Samples:|started on)/m.test(text)
  )
}
