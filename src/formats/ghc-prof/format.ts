import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** GHC's time and allocation profiles, as text (-p, -P) or JSON (-pj). */
export const ghcProf: Format = {
  id: 'ghc-prof',
  name: 'GHC profile',
  extensions: ['prof'],
  producedBy: 'programs compiled by GHC with -prof and run with +RTS -p, -P, -pa or -pj',
  detect(head) {
    const text = decodeHead(head)
    if (/^\s*\{/.test(text)) {
      const keys = ['"rts_arguments"', '"cost_centres"', '"total_ticks"']
      return keys.filter(key => text.includes(key)).length >= 2 ? 0.95 : 0
    }
    if (/^.*Time and Allocation Profiling Report/m.test(text.slice(0, 4096))) return 0.95
    return /(?:^|\n)COST CENTRE\s+MODULE\s.*\bno\.\s+entries\s+%time %alloc/.test(text) ? 0.9 : 0
  },
  async read(input, options) {
    const { readGhcProf } = await import('./read.ts')
    return readGhcProf(input, options)
  },
}
