import type { Format } from '../format.ts'

const MAGIC = 'SIMPLEPERF'

/** The trace of `simpleperf report-sample --protobuf`, which Android Studio writes too. */
export const simpleperf: Format = {
  id: 'simpleperf',
  name: 'simpleperf report-sample protobuf',
  extensions: ['trace', 'simpleperf'],
  producedBy: 'simpleperf report-sample --protobuf, Android Studio',
  detect: head => (String.fromCharCode(...head.subarray(0, MAGIC.length)) === MAGIC ? 1 : 0),
  async read(input) {
    const { readSimpleperf } = await import('./read.ts')
    return [readSimpleperf(await input.bytes(), input.name)]
  },
}
