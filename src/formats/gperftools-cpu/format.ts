import type { Format } from '../format.ts'
import { headerOf } from './header.ts'
import { lossesOf } from './losses.ts'

const DASH = 45

/** gperftools' CPU profile: machine words, then the memory map as text. */
export const gperftoolsCpu: Format = {
  id: 'gperftools-cpu',
  name: 'gperftools CPU profile',
  extensions: ['prof', 'cpuprof', 'profile'],
  producedBy:
    'gperftools (libprofiler), yep, Google servers (/profilez), Go before 1.9, google-pprof --raw, pyrometer',
  detect(head) {
    if (headerOf(head) !== null) return 0.95
    if (head[0] !== DASH) return 0
    const start = String.fromCharCode(...head.subarray(0, 4096))
    if (/^--- *profile\r?\n/.test(start)) return 0.9
    if (!/^--- *symbol\r?\n(?:binary=.*\r?\n)?0x[0-9a-f]+ /.test(start)) return 0
    const text = String.fromCharCode(...head.filter(byte => byte !== 0))
    const inner = /\n--- *([a-z]+)\r?\n/.exec(text)?.[1]
    // Where the symbols fill the head: only CPU profiles are written so.
    return inner === undefined ? 0.6 : inner === 'profile' ? 0.95 : 0
  },
  async read(input) {
    const { readRaw } = await import('./read-raw.ts')
    return readRaw(input)
  },
  needs: 'stacks',
  async write(recordings) {
    const { writeGperftoolsCpu } = await import('./write.ts')
    const { onlyRecording } = await import('../exporting/only-recording.ts')
    return writeGperftoolsCpu(onlyRecording(recordings, 'A gperftools CPU profile'))
  },
  losses: lossesOf,
}
