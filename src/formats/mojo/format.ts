import { austinLosses } from '../austin/losses.ts'
import type { Format } from '../format.ts'

/** Austin's binary output. */
export const mojo: Format = {
  id: 'mojo',
  name: 'Austin MOJO',
  extensions: ['mojo'],
  producedBy: 'Austin 3.3 to 4 (austin -b), austin-python, pyrometer',
  // "MOJ" and the version, which is small.
  detect: head => (head[0] === 0x4d && head[1] === 0x4f && head[2] === 0x4a && head[3]! < 0x20 ? 1 : 0),
  async read(input, options) {
    const { readMojo } = await import('./read.ts')
    return readMojo(input, options)
  },
  needs: 'stacks',
  async write(recordings) {
    const { writeMojo } = await import('./write.ts')
    return writeMojo(recordings)
  },
  losses: recording =>
    austinLosses(recording, ['stacks', 'threads', 'time-order', 'lines', 'columns', 'addresses']),
}
