import type { Format } from '../format.ts'

const MAGIC = Array.from('SIMPLEPERF', char => char.charCodeAt(0))

/** What Android's `simpleperf report-sample --protobuf` writes. */
export const simpleperf: Format = {
  id: 'simpleperf',
  name: 'simpleperf samples',
  extensions: ['trace', 'proto', 'simpleperf'],
  producedBy: 'simpleperf report-sample --protobuf, Android Studio',
  detect(head) {
    return MAGIC.every((byte, i) => head[i] === byte) ? 1 : 0
  },
  async read(input) {
    const { readSimpleperf } = await import('./read.ts')
    return readSimpleperf(await input.bytes(), input.name)
  },
}
