import { decodeHead } from '../decoding/text/lines.ts'
import { lossesBut } from '../exporting/losses.ts'
import type { Format } from '../format.ts'

const MARK = /^\s*# callgrind format\s*$/m
const EVENTS = /^events:[ \t]*\S/m
const HEADER = /^(?:version|creator|positions|part|thread|pid):/m
const BODY = /^(?:fn|fl|ob)=/m
/** What Cachegrind never writes: calls, binaries, other positions, numbers for names. */
const OWN = /^(?:c(?:fn|fi|fl|ob)=|calls=|ob=|(?:fn|fl|fi|fe)=\(\d+\)|jump=|jcnd=)/m
const COMMAND = /^cmd:/m

/** The format of Callgrind, which KCachegrind reads and many profilers write. */
export const callgrind: Format = {
  id: 'callgrind',
  name: 'Callgrind',
  extensions: ['callgrind', 'callgrind.out', 'cg', 'cachegrind.out'],
  producedBy: 'Callgrind, Xdebug, pprof, gperftools, ruby-prof, yappi, pyprof2calltree, pyrometer',
  detect(head) {
    const text = decodeHead(head)
    if (text.includes('\0') || !EVENTS.test(text)) return MARK.test(text.slice(0, 200)) ? 0.9 : 0
    if (MARK.test(text.slice(0, 200))) return 0.97
    if (!BODY.test(text)) return /^creator:/m.test(text) && /^(?:part|positions):/m.test(text) ? 0.5 : 0
    if (HEADER.test(text) || OWN.test(text)) return 0.9
    return COMMAND.test(text) ? 0.3 : 0.6
  },
  async read(input, options) {
    const { readCallgrind } = await import('./read.ts')
    return readCallgrind(input, options)
  },
  needs: 'calls',
  holdsSeveral: true,
  async write(recordings) {
    const { writeCallgrind } = await import('./write.ts')
    return writeCallgrind(recordings)
  },
  losses: recording =>
    lossesBut(recording, [
      ...(['edge-counts', 'line-figures', 'value-types', 'estimates'] as const),
      ...(recording.calls === null ? [] : (['counters'] as const)),
    ]),
}
