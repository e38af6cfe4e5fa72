import { describe, expect, it } from 'vitest'
import { fixtureFiles } from '../../../test/support/corpus.ts'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { parseCsvLine, separatorOf } from './csv-row.ts'
import { perfStat } from './format.ts'
import { plainNumber } from './row.ts'

async function read(text: string): Promise<readonly Recording[]> {
  return readWith(perfStat, new TextEncoder().encode(text))
}

function figures(recording: Recording): Record<string, number> {
  return Object.fromEntries(recording.counters.map(({ name, value }) => [name, value]))
}

const HYBRID = ` Performance counter stats for 'bin/main 3000':

     3.642.649.330      cpu_atom/cycles/                 #    3,308 GHz                         (0,68%)
         1.101,01 msec task-clock                       #    0,999 CPUs utilized
                11      context-switches                 #    9,991 /sec
         1.538.348      cpu_core/branch-misses/          #    0,27% of all branches             (88,80%)
                                                  #      4,5 %  tma_retiring

       1,101123456 seconds time elapsed
`

describe('perf stat', () => {
  it('reads numbers as other countries write them', async () => {
    const [recording] = await read(HYBRID)
    expect(figures(recording!)).toEqual({
      'cpu_atom/cycles/': 3642649330,
      'cpu_atom/cycles/ running': 0.68,
      'cpu_atom/cycles/ GHz': 3.308,
      'task-clock': 1101010000,
      'task-clock CPUs utilized': 0.999,
      'context-switches': 11,
      'context-switches /sec': 9.991,
      'cpu_core/branch-misses/': 1538348,
      'cpu_core/branch-misses/ running': 88.8,
      'cpu_core/branch-misses/ of all branches': 0.27,
      'cpu_core/branch-misses/ tma_retiring': 4.5,
      elapsed: 1101123456,
    })
    expect(recording!.meta.duration).toBe(1101123456)
    expect(recording!.meta.command).toEqual(['bin/main', '3000'])
  })

  it.each([
    ['1,234,567', false, '1234567'],
    ['1.234.567', false, '1234567'],
    ['9,347', false, '9347'],
    ['9,347', true, '9.347'],
    ['1.101,01', false, '1101.01'],
    ['1\u202f234\u202f567', false, '1234567'],
    ["1'234.5", false, '1234.5'],
    ['0.43', false, '0.43'],
    ['-5', false, '-5'],
    ['12a', false, null],
  ])('takes %s (fraction: %s) for %s', (text, isFraction, wanted) => {
    expect(plainNumber(text, isFraction)).toBe(wanted)
  })

  it('reads texts of old versions', async () => {
    const [recording] = await read(`
 Performance counter stats for 'ls':

          1.234567  task-clock-msecs         #      0.612 CPUs
                 1  context-switches         #      0.001 M/sec
    0.005167 seconds time elapsed
`)
    expect(figures(recording!)).toMatchObject({
      'task-clock': 1234567,
      'context-switches /sec': 1000,
      elapsed: 5167000,
    })
    const [newer] = await read(
      ` Performance counter stats for 'ls':\n\n      0.771159 task-clock (msec)     #    0.766 CPUs utilized\n`,
    )
    expect(figures(newer!)).toEqual({ 'task-clock': 771159, 'task-clock CPUs utilized': 0.766 })
  })

  it('finds the separator, and names of events that hold it', () => {
    expect(separatorOf('0.42;msec;task-clock;3.66%;418460;100.00;0.562;CPUs utilized')).toBe(';')
    expect(separatorOf('CPU0\t18\t\tcontext-switches\t201479131\t100.00\t89.340\t/sec')).toBe('\t')
    expect(separatorOf('main;read 12')).toBeNull()
    const row = parseCsvLine('     1.000100000,77,,cpu/event=0x3c,umask=0x1/u,2001,50.00,,', ',')!
    expect(row).toMatchObject({
      time: '1.000100000',
      value: '77',
      event: 'cpu/event=0x3c,umask=0x1/u',
      running: '50.00',
    })
    expect(
      parseCsvLine('S0-D0-C1,2,402.92,msec,cpu-clock,402923272,100.00,2.000,CPUs utilized', ','),
    ).toMatchObject({
      place: 'S0-D0-C1',
      value: '402.92',
      metric: { value: '2.000', name: 'CPUs utilized' },
    })
    expect(parseCsvLine(',,,,,0.28,% of all branches', ',')).toMatchObject({
      event: '',
      metric: { value: '0.28', unit: '%' },
    })
  })

  it('adds intervals up into timelines that start at nothing', async () => {
    const [recording] = await read(
      [
        '#           time             counts unit events',
        '     1.000200000    10 cycles',
        '     2.000300000    32 cycles',
        '',
      ].join('\n'),
    )
    const [timeline] = recording!.timelines
    expect(timeline).toMatchObject({ name: 'cycles', unit: 'count', kind: 'counter' })
    expect([...timeline!.points.time]).toEqual([0, 1000200000, 2000300000])
    expect([...timeline!.points.value]).toEqual([0, 10, 42])
    expect(figures(recording!)).toEqual({ cycles: 42 })
  })

  it('says the same of text, separators and JSON', async () => {
    const sample = async (name: string) => {
      const file = fixtureFiles('perf-stat').find(found => found.name === `perf-6.1-${name}.txt`)!
      return Object.keys(figures((await readWith(perfStat, file.bytes()))[0]!)).filter(
        key => !/elapsed|user|system/.test(key),
      )
    }
    expect(await sample('csv')).toEqual(await sample('text'))
    expect(await sample('json')).toEqual(await sample('text'))
    expect(await sample('percpu-csv')).toEqual(await sample('percpu'))
    expect(await sample('percpu-json')).toEqual(await sample('percpu'))
    expect(await sample('semicolon')).toEqual(await sample('json-r'))
  })

  it('gives every measurement of a file its recording', async () => {
    const file = fixtureFiles('perf-stat').find(({ name }) => name === 'perf-6.1-two.txt')!
    const recordings = await readWith(perfStat, file.bytes(), 'two.txt')
    expect(recordings.map(({ meta }) => meta.name)).toEqual(['two.txt 1', 'two.txt 2'])
    expect(recordings.map(({ meta }) => meta.command[0])).toEqual(['true', 'python3'])
  })
})
