import { decodeHead } from '../decoding/text/lines.ts'
import type { Format, Loss } from '../format.ts'

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
  losses(recording) {
    const losses: Loss[] = []
    const { stacks, shared } = recording
    if ((stacks?.valueTypes.length ?? 0) > 1) {
      losses.push({ what: 'value-types', message: 'more than one value type' })
    }
    if (shared.frames.line.some(line => line > 0) && recording.meta.importedFrom?.format !== 'speedscope') {
      losses.push({ what: 'lines', message: 'lines inside functions' })
    }
    if (shared.frames.address.some(address => address !== 0n)) {
      losses.push({ what: 'addresses', message: 'addresses and binaries' })
    }
    if (shared.frames.inlined.some(inlined => inlined === 1)) {
      losses.push({ what: 'inlining', message: 'which frames were inlined' })
    }
    if (stacks?.samples.state.some(state => state !== 0) === true) {
      losses.push({ what: 'states', message: 'what threads were doing and waiting for' })
    }
    if (shared.labels.length > 0) losses.push({ what: 'labels', message: 'labels' })
    if (recording.timelines.length > 0) losses.push({ what: 'timelines', message: 'timelines' })
    return losses
  },
}
