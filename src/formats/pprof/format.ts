import { lossesBut } from '../exporting/losses.ts'
import type { Format } from '../format.ts'

/** pprof's profile.proto, gzipped (unwrapped before it comes here) or raw. */
export const pprof: Format = {
  id: 'pprof',
  name: 'pprof profile.proto',
  extensions: ['pb.gz', 'pprof', 'pb', 'prof.gz'],
  producedBy:
    'Go, google-pprof, pprof-rs, pprof-nodejs, async-profiler, Parca, Pyroscope, py-spy (by conversion), pyrometer',
  detect: head => detectPprof(head),
  async read(input) {
    const { readPprof } = await import('./read.ts')
    return readPprof(await input.bytes(), input.name)
  },
  needs: 'stacks',
  async write(recordings) {
    const { writePprof } = await import('./write.ts')
    const { onlyRecording } = await import('../exporting/only-recording.ts')
    return writePprof(onlyRecording(recordings, 'A pprof file'))
  },
  losses: recording =>
    lossesBut(recording, [
      'stacks',
      'threads',
      'lines',
      'columns',
      'inlining',
      'addresses',
      'value-types',
      'states',
      'labels',
    ]),
}

/** The wire type of each top-level field, by number. Field 13 may be packed or not. */
const WIRE_TYPES: readonly (readonly number[])[] = [
  [],
  ...[[2], [2], [2], [2], [2], [2], [0], [0], [0], [0], [2], [0], [0, 2], [0], [0]],
]

/** Walks the top-level fields of the head: all must be those of Profile, and a ValueType must look like one. */
function detectPprof(head: Uint8Array): number {
  let at = 0
  let fields = 0
  let hasValueType = false
  let hasString = false
  while (at < head.length) {
    const tag = head[at++]!
    const field = tag >> 3
    if (tag >= 0x80 || WIRE_TYPES[field]?.includes(tag & 7) !== true) return 0
    let value = 0
    let shift = 0
    for (; shift < 70; shift += 7) {
      const byte = head[at++]
      if (byte === undefined) return 0.9 * evidence(fields, hasValueType, hasString)
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) break
    }
    if (shift >= 70) return 0
    if ((tag & 7) === 2) {
      const end = at + value
      if (field === 1 || field === 11) {
        if (!isValueType(head, at, end)) return 0
        hasValueType = true
      }
      if (field === 6) hasString = true
      at = end
    }
    fields++
  }
  // A whole small file must end where its last field ends.
  if (at > head.length && head.length < 65_536) return 0.4 * evidence(fields, hasValueType, hasString)
  return evidence(fields, hasValueType, hasString)
}

function evidence(fields: number, hasValueType: boolean, hasString: boolean): number {
  if (fields < 2) return 0
  return hasValueType ? 0.9 : hasString ? 0.5 : 0
}

function isValueType(head: Uint8Array, start: number, end: number): boolean {
  if (end - start > 22) return false
  for (let at = start; at < Math.min(end, head.length); ) {
    if (head[at] !== 0x08 && head[at] !== 0x10) return false
    at++
    while (at < head.length && head[at]! >= 0x80) at++
    at++
  }
  return true
}
