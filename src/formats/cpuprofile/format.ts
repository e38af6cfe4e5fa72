import type { Recording } from '../../model/recording.ts'
import { decodeHead } from '../decoding/text/lines.ts'
import { lossesBut, unitLosses } from '../exporting/losses.ts'
import type { Format } from '../format.ts'

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
    const { onlyRecording } = await import('../exporting/only-recording.ts')
    return writeCpuprofile(onlyRecording(recordings, 'A .cpuprofile file'))
  },
  losses: recording => [
    ...unitLosses(recording, 'microseconds'),
    ...lossesBut(recording, [
      'stacks',
      'time-order',
      ...(isOneThread(recording) ? (['threads'] as const) : []),
    ]),
  ],
}

function isOneThread({ shared }: Recording): boolean {
  return shared.threads.length <= 1
}
