import { decodeHead } from '../decoding/text/lines.ts'
import { lossesBut } from '../exporting/losses.ts'
import type { Confidence, Format } from '../format.ts'

/** The Firefox Profiler's JSON in all its layouts. */
export const firefox: Format = {
  id: 'firefox',
  name: 'Firefox Profiler',
  extensions: ['firefox.json', 'profile.json', 'geckoprofile.json'],
  producedBy:
    "Firefox, the Firefox Profiler, samply, Python's profiling.sampling (--gecko), simpleperf's scripts, pyrometer",
  detect: detectFirefox,
  async read(input) {
    const { readFirefox } = await import('./read.ts')
    return readFirefox(await input.bytes(), input.name)
  },
  needs: 'stacks',
  holdsSeveral: true,
  async write(recordings) {
    const { writeFirefox } = await import('./write.ts')
    return writeFirefox(recordings)
  },
  losses: recording => {
    const names = recording.stacks?.valueTypes.map(type => type.name).join()
    const isWhole = ['wall,samples', 'wall,samples,cpu', 'allocated bytes,allocations'].includes(names ?? '')
    return lossesBut(recording, [
      ...(['stacks', 'threads', 'time-order', 'lines', 'columns', 'inlining', 'addresses'] as const),
      ...(['fractions', 'timelines', 'marks'] as const),
      ...(isWhole ? (['value-types'] as const) : []),
    ])
  },
}

/** By the version it names, or by what each of its older layouts begins with. */
function detectFirefox(head: Uint8Array): Confidence {
  const text = decodeHead(head)
  if (!/^\s*\{/.test(text)) return 0
  if (/"preprocessedProfileVersion"\s*:/.test(text)) return 0.97
  if (/"(?:format"\s*:\s*"profileJSON|profileJSON"\s*:)/.test(text)) return 0.9
  const isGecko = /"stackwalk"\s*:/.test(text) && /"processType"\s*:/.test(text)
  if (isGecko) return 0.9
  const hasTables = ['stackTable', 'frameTable'].every(name => text.includes(`"${name}"`))
  if (hasTables && /"(?:threads|schema|funcTable)"\s*:/.test(text)) return 0.8
  if (/"breakpadId"\s*:/.test(text) && /"debugName"\s*:/.test(text)) return 0.7
  return /^\s*\{\s*"label"\s*:\s*"[^"]*"\s*,\s*"duration"\s*:\s*[\d.]+\s*,\s*"markers"\s*:\s*\[/.test(text)
    ? 0.8
    : 0
}
