import { decodeHead } from '../decoding/text/lines.ts'
import { lossesBut } from '../exporting/losses.ts'
import type { Format } from '../format.ts'

/** speedscope's own JSON. */
export const speedscope: Format = {
  id: 'speedscope',
  name: 'speedscope',
  extensions: ['speedscope.json', 'speedscope'],
  producedBy: 'speedscope, py-spy, rbspy, pyinstrument, dotnet-trace, xctrace converters, pyrometer',
  detect(head) {
    const text = decodeHead(head)
    if (!/^\s*\{/.test(text)) return 0
    if (/"\$schema"\s*:\s*"https?:\/\/(?:www\.)?speedscope\.app\/file-format-schema\.json"/.test(text))
      return 1
    const isShaped =
      /"type"\s*:\s*"(?:sampled|evented)"/.test(text) && /"(?:startValue|endValue)"\s*:/.test(text)
    return isShaped ? 0.7 : /"shared"\s*:\s*\{\s*"frames"\s*:/.test(text) ? 0.6 : 0
  },
  async read(input) {
    const { readSpeedscope } = await import('./read.ts')
    return readSpeedscope(await input.bytes(), input.name)
  },
  needs: 'stacks',
  holdsSeveral: true,
  async write(recordings) {
    const { writeSpeedscope } = await import('./write.ts')
    return writeSpeedscope(recordings)
  },
  losses: recording =>
    lossesBut(recording, [
      ...(['stacks', 'threads', 'time-order', 'fractions'] as const),
      // Its own frames have a line and a column each, which are given back as they were.
      ...(recording.meta.importedFrom?.format === 'speedscope' ? (['lines', 'columns'] as const) : []),
    ]),
}
