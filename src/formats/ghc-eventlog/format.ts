import type { Format } from '../format.ts'

/** The event log of GHC's runtime system. */
export const ghcEventlog: Format = {
  id: 'ghc-eventlog',
  name: 'GHC event log',
  extensions: ['eventlog'],
  producedBy: 'programs compiled by GHC and run with +RTS -l',
  detect(head) {
    // "hdrb" "hetb": the header and in it the list of event types begin.
    return [0x68, 0x64, 0x72, 0x62, 0x68, 0x65, 0x74, 0x62].every((byte, i) => head[i] === byte) ? 1 : 0
  },
  async read(input) {
    const { readGhcEventlog } = await import('./read.ts')
    return readGhcEventlog(input)
  },
}
