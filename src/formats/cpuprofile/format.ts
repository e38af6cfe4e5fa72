import { secondsPer } from '../../base/units.ts'
import { decodeHead } from '../decoding/text/lines.ts'
import type { Format, Loss } from '../format.ts'

/** V8's CPU profile: Chrome's DevTools, `node --cpu-prof`, the inspector. */
export const cpuprofile: Format = {
  id: 'cpuprofile',
  name: 'V8 CPU profile',
  extensions: ['cpuprofile'],
  producedBy: 'Chrome DevTools, Node.js (--cpu-prof, inspector), VS Code, pyrometer',
  detect(head) {
    const text = decodeHead(head)
    if (!/^\s*\{/.test(text)) return 0
    const isOld =
      /"head"\s*:\s*\{/.test(text) &&
      /"functionName"\s*:/.test(text) &&
      /"(?:hitCount|callUID)"\s*:/.test(text)
    if (isOld) return 0.9
    if (!/"nodes"\s*:\s*\[/.test(text)) return /"timeDeltas"\s*:\s*\[/.test(text) ? 0.3 : 0
    // A heap profile has call frames too, but no hit counts; VS Code's own model keeps them under "locations".
    if (/"(?:selfSize|locationId)"\s*:/.test(text)) return 0
    return /"callFrame"\s*:\s*\{/.test(text) ? 0.9 : 0
  },
  async read(input) {
    const { readCpuprofile } = await import('./read.ts')
    return readCpuprofile(await input.bytes(), input.name)
  },
  needs: 'stacks',
  async write(recordings) {
    const { writeCpuprofile } = await import('./write.ts')
    const { onlyRecording } = await import('../only-recording.ts')
    return writeCpuprofile(onlyRecording(recordings, 'A .cpuprofile file'))
  },
  losses(recording) {
    const losses: Loss[] = []
    const { stacks, shared } = recording
    const type = stacks?.valueTypes[stacks.defaultValueType]
    if (type !== undefined && secondsPer(type.unit) === null) {
      losses.push({ what: 'units', message: `${type.name} but as if they were microseconds` })
    }
    if (shared.threads.length > 1) {
      losses.push({ what: 'threads', message: 'more than one thread (all go into one)' })
    }
    if ((stacks?.valueTypes.length ?? 0) > 2)
      losses.push({ what: 'value-types', message: 'more than one value type' })
    if (shared.frames.line.some(line => line > 0)) {
      losses.push({ what: 'lines', message: 'lines of callers (those of running functions are kept)' })
    }
    if (shared.frames.address.some(address => address !== 0n)) {
      losses.push({ what: 'addresses', message: 'addresses and binaries' })
    }
    if (stacks?.samples.state.some(state => state !== 0) === true) {
      losses.push({ what: 'states', message: 'what threads were doing and waiting for' })
    }
    if (shared.labels.length > 0) losses.push({ what: 'labels', message: 'labels' })
    if (recording.timelines.length > 0) losses.push({ what: 'timelines', message: 'timelines' })
    return losses
  },
}
