import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { tally } from '../../support/tally.ts'

const FIXTURE = new URL('../../fixtures/formats/sysprof/libsysprof-3.46.syscap', import.meta.url)

/** The stack of each sample: names as libsysprof prints them, the innermost first. */
function stacksOf({ shared, stacks }: Recording): string[] {
  const { funcs, frames, stacks: tree, strings } = shared
  return Array.from(stacks!.samples.stack, leaf => {
    const names: string[] = []
    for (let stack = leaf; stack !== -1; stack = tree.prefix[stack]!) {
      names.push(strings[funcs.name[frames.func[tree.frame[stack]!]!]!]!)
    }
    return names.join(' ')
  })
}

/** What a program that uses libsysprof's own reader and resolvers printed of the file. */
function printed(): {
  samples: string[]
  allocations: { size: number; address: string; stack: string }[]
  times: bigint[]
} {
  const samples: { time: bigint; stack: string }[] = []
  const allocations: { size: number; address: string; stack: string }[] = []
  for (const line of readFileSync(new URL(`${FIXTURE.href}.txt`), 'utf8').split('\n')) {
    const words = line.split(' ')
    const isSample = words[0] === 'sample'
    const stack = words
      .slice(isSample ? 5 : 7)
      .filter(word => !word.startsWith('!'))
      .map(word => (word.endsWith('=?') ? `0x${word.slice(0, -2)}` : word.slice(word.indexOf('=') + 1)))
      .join(' ')
    if (isSample) samples.push({ time: BigInt(words[1]!), stack })
    else if (words[0] === 'alloc') allocations.push({ size: Number(words[6]), address: words[5]!, stack })
  }
  samples.sort((a, b) => Number(a.time - b.time))
  return { samples: samples.map(({ stack }) => stack), allocations, times: samples.map(({ time }) => time) }
}

it('reads samples, allocations, counters and marks of a capture as libsysprof does', async () => {
  const [samples, allocations] = await readAny(readFileSync(FIXTURE), 'x.syscap')
  const expected = printed()
  expect(stacksOf(samples!)).toEqual(expected.samples)
  const { time } = samples!.stacks!.samples
  expect(Array.from(time, value => BigInt(value - time[0]!))).toEqual(
    expected.times.map(value => value - expected.times[0]!),
  )
  const made = expected.allocations.filter(({ size }) => size > 0)
  expect(stacksOf(allocations!)).toEqual(made.map(({ stack }) => stack))
  const [bytes, objects, inUse] = allocations!.stacks!.weights
  expect([...bytes!]).toEqual(made.map(({ size }) => size))
  expect([...objects!]).toEqual(made.map(() => 1))
  // The first two blocks are freed at the end.
  expect([...inUse!]).toEqual(made.map(({ size }, i) => (i < 2 ? 0 : size)))
  const [steps, load] = samples!.timelines
  expect(steps!.name).toBe('Test: steps')
  expect([...steps!.points.value]).toEqual([5, ...Array.from({ length: 10 }, (_, i) => i * 100 - 3)])
  expect([...load!.points.value]).toEqual([0.25, ...Array.from({ length: 10 }, (_, i) => i / 8)])
  const { marks, shared } = samples!
  expect(Array.from(marks!.name, index => shared.strings[index]).sort()).toEqual([
    'dom: a message',
    'group: draw',
    'group: draw: what it does',
    'group: layout: what it does',
    'group: layout: what it does',
  ])
  expect([...marks!.duration].sort((a, b) => a - b)).toEqual([0, 0, 1000, 2000, 3000])
  // The program that wrote it frees two blocks that it never allocated.
  expect(samples!.meta.warnings).toMatchObject([{ code: 'frees-of-unknown', count: 2 }])
  tally('sysprof', 'oracle')
})
