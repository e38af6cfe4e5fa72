import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Call trees that macOS prints: sample(1), Activity Monitor, spindump. */
export const macosSample: Format = {
  id: 'macos-sample',
  name: 'macOS sample',
  extensions: ['sample.txt', 'spindump', 'txt'],
  producedBy: 'sample(1) and Activity Monitor (macOS 10.5 on), spindump',
  detect(head) {
    const text = decodeHead(head)
    if (/^(?:Analysis|Sampling) of sampling .+ \(pid \d+\) every /m.test(text.slice(0, 4096))) return 0.95
    if (/^Call graph:\r?\n\s+\d+ Thread_/m.test(text)) return 0.9
    return /^(?:Steps|Data Source): /m.test(text) && /\n\s+Thread 0x[0-9a-f]+ .*\bsamples \(/.test(text)
      ? 0.9
      : 0
  },
  async read(input, options) {
    const { readMacosSample } = await import('./read.ts')
    return readMacosSample(input, options)
  },
}
