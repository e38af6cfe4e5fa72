import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { tally } from '../../support/tally.ts'

const hasPerf = spawnSync('perf', ['stat', '-e', 'task-clock', '--', 'true']).status === 0
/** One event whose value perf itself says in nanoseconds, in the same line, as the time the counter ran. */
const EVENTS = ['task-clock', 'page-faults']

function perf(...args: string[]): string {
  return spawnSync('perf', ['stat', '-e', EVENTS.join(), ...args, '--', 'sh', '-c', ':'], {
    encoding: 'utf8',
  }).stderr
}

describe.skipIf(!hasPerf)('perf stat, run here', () => {
  it.each([
    ['-j'],
    ['-x,'],
    ['-x', '%'],
    ['-x', '~'],
    [],
  ])('%s: values agree with what perf says', async (...args) => {
    const text = perf(...args)
    const [recording] = await readAny(new Uint8Array(Buffer.from(text)), 'stat')
    const value = (name: string) => recording!.counters.find(counter => counter.name === name)!.value
    expect(value('page-faults')).toBe(
      Number(/(\d[\d,]*)(?:\.0+)?[^\d\n]*page-faults/.exec(text)![1]!.replaceAll(',', '')),
    )
    const runtime = /"event-runtime" : (\d+)|task-clock[^\d\n](\d{4,})/.exec(text)
    if (runtime !== null) {
      const ran = Number(runtime[1] ?? runtime[2])
      expect(Math.abs(value('task-clock') - ran)).toBeLessThanOrEqual(Math.max(5000, 0.01 * ran))
    }
    tally('perf-stat', 'oracle')
  })

  it('-I: the sum of the intervals is what the summary says', async () => {
    const text = spawnSync(
      'perf',
      ['stat', '-e', 'page-faults', '-I', '50', '--summary', '-x,', '--', 'sh', '-c', 'sleep 0.12; ls'],
      {
        encoding: 'utf8',
      },
    ).stderr
    const [recording] = await readAny(new Uint8Array(Buffer.from(text)), 'stat')
    const wanted = Number(/summary,(\d+),,page-faults/.exec(text)![1])
    expect(recording!.counters[0]).toMatchObject({ name: 'page-faults', value: wanted })
    expect(recording!.timelines[0]!.points.value.at(-1)).toBe(wanted)
    tally('perf-stat', 'oracle')
  })
})
