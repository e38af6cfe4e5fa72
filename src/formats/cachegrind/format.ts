import { decodeHead } from '../decoding/text/lines.ts'
import { lossesBut } from '../exporting/losses.ts'
import type { Format } from '../format.ts'

/** What only the richer format of Callgrind has. */
const CALLGRIND =
  /^(?:(?:version|creator|positions|part|thread|pid):|# callgrind format|c(?:fn|fi|fl|ob)=|calls=|ob=|(?:fn|fl)=\(\d+\))/m

/** What Cachegrind, cg_merge and cg_diff write: figures of lines, without calls. */
export const cachegrind: Format = {
  id: 'cachegrind',
  name: 'Cachegrind',
  extensions: ['cachegrind', 'cachegrind.out', 'cgout'],
  producedBy: 'Cachegrind, cg_merge, cg_diff, pyrometer',
  detect(head) {
    const text = decodeHead(head)
    if (text.includes('\0') || CALLGRIND.test(text)) return 0
    if (!/^(?:desc:[^\n]*\n)*cmd:[^\n]*\nevents:[ \t]*\S/.test(text.replaceAll('\r\n', '\n'))) return 0
    return /^(?:fl|fn)=/m.test(text) || /^summary:/m.test(text) ? 0.92 : 0.5
  },
  async read(input, options) {
    const { readCachegrind } = await import('./read.ts')
    return readCachegrind(input, options)
  },
  needs: 'calls',
  async write(recordings) {
    const { writeCachegrind } = await import('./write.ts')
    return writeCachegrind(recordings)
  },
  losses: recording => [
    ...lossesBut(recording, [
      ...(['line-figures', 'value-types', 'edge-counts', 'estimates'] as const),
      ...(recording.calls === null ? [] : (['counters'] as const)),
    ]),
    ...((recording.calls?.edges.length ?? 0) > 0
      ? [{ what: 'calls', message: 'who calls whom, and what functions cost with those they call' }]
      : []),
  ],
}
