import type { Format } from '../format.ts'

/** A recording of the Java Flight Recorder. */
export const jfr: Format = {
  id: 'jfr',
  name: 'Java Flight Recorder',
  extensions: ['jfr'],
  producedBy: 'Java (jcmd JFR.start), JDK Mission Control, async-profiler, Datadog, Grafana',
  detect: head =>
    head.length >= 8 && head[0] === 0x46 && head[1] === 0x4c && head[2] === 0x52 && head[3] === 0 ? 1 : 0,
  async read(input) {
    const { readJfr } = await import('./read.ts')
    return [readJfr(await input.bytes(), input.name)]
  },
}
