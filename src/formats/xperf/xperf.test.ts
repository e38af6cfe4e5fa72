import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayStacks } from '../../../test/support/say-stacks.ts'
import { xperf } from './format.ts'

const read = async (text: string) => (await readWith(xperf, new TextEncoder().encode(text), 'x.csv'))[0]!
const HEADER = 'Process Name, Process, Stack, Module, Function, Thread ID, Weight, Count, TimeStamp\n'

describe('readXperf()', () => {
  it('joins names that have commas, and orders samples by time', async () => {
    const recording = await read(
      `${HEADER}a.exe, a.exe (12), [Root]/n.dll!start/a.exe!f<int, long>, a.exe, f<int, long>, 34, 1.5, 1, 2.5
a.exe, a.exe (12), [Root]/n.dll!start/a.exe!operator//?!?, ?, ?, 34, 1.25, 1, 1.5
"a.exe", "a.exe (12)", "[Root]/n.dll!start/a.exe!g,h", "a.exe", "g,h", "35", "2", "1", "3.5"
nonsense
`,
    )
    expect(sayStacks(recording)).toEqual([
      ['start > operator/ > ?!?', 1.25, 1],
      ['start > f<int, long>', 1.5, 1],
      ['start > g,h', 2, 1],
    ])
    expect([...recording.stacks!.samples.time]).toEqual([0, 1e9, 2e9])
    expect(recording.stacks!.isTimed).toBe(true)
    expect([...recording.shared.threads.tid]).toEqual([34, 35])
    expect([...recording.shared.processes.pid]).toEqual([12])
    expect(recording.meta.warnings[0]).toMatchObject({
      code: 'unreadable-lines',
      count: 1,
      firstAt: 'line 5',
    })
  })

  it('needs neither times nor processes, and reads the unit of weights', async () => {
    const recording = await read('Stack,Weight (us)\n[Root]/a.dll!f,250\n')
    expect(sayStacks(recording)).toEqual([['f', 0.25]])
  })

  it('fails without a sample', async () => {
    await expect(read(HEADER)).rejects.toThrow('xperf: expected samples, found none')
  })
})
