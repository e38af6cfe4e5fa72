import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { tally } from '../../support/tally.ts'

const FOLDER = new URL('../../fixtures/formats/', import.meta.url)
const bytesOf = (name: string) => readFileSync(new URL(name, FOLDER))
const read = (name: string) => readAny(bytesOf(name), name.split('/').at(-1)!)

/** The figures of each band in each sample of a heap profile as text, in order: value by time and band. */
function samplesOf(text: string): Map<string, number>[] {
  return text
    .split('BEGIN_SAMPLE')
    .slice(1)
    .map(
      part =>
        new Map(
          part
            .split('\n')
            .filter(line => line.includes('\t'))
            .map(line => [line.split('\t')[0]!, Number(line.split('\t')[1])]),
        ),
    )
}

/** By the name of each band its values over time, zeros left out. */
function bandsOf({ timelines }: Recording): Record<string, number[]> {
  const bands: Record<string, number[]> = {}
  for (const { name, points } of timelines) {
    const values = [...points.value].filter(value => value !== 0)
    if (values.length > 0) bands[name] = values
  }
  return bands
}

function bandsOfText(text: string): Record<string, number[]> {
  const bands: Record<string, number[]> = { heap: [] }
  for (const sample of samplesOf(text)) {
    const sum = [...sample.values()].reduce((all, value) => all + value, 0)
    if (sum !== 0) bands.heap!.push(sum)
    for (const [band, value] of sample) if (value !== 0) bands[band] = [...(bands[band] ?? []), value]
  }
  return bands
}

it.each(['hc', 'hr', 'hb', 'hd', 'hT'])('reads every figure of a heap profile (-%s)', async how => {
  const name = `ghc-heap/ghc-9.0-${how}.hp`
  const text = bytesOf(name).toString()
  const [recording] = await read(name)
  expect(bandsOf(recording!)).toEqual(bandsOfText(text))
  const sums = samplesOf(text).map(sample => [...sample.values()].reduce((all, value) => all + value, 0))
  expect(recording!.stacks!.weights[0]!.reduce((all, value) => all + value, 0)).toBe(Math.max(...sums))
  tally('ghc-heap', 'oracle')
})

it('reads the ticks of a time profile as the report of the same run', async () => {
  const [ticks] = await read('ghc-eventlog/ghc-9.0-hc.eventlog')
  const report = bytesOf('ghc-eventlog/ghc-9.0-hc.prof.txt').toString()
  const { shared, stacks } = ticks!
  expect(stacks!.valueTypes.map(({ name }) => name)).toEqual(['cpu', 'ticks'])
  const byFunc: Record<string, number> = {}
  // The report leaves out what the runtime system itself used.
  const isRuntime = (name: string) => /^(?:GC|IDLE|SYSTEM|PROFILING)\./.test(name)
  for (const [i, stack] of stacks!.samples.stack.entries()) {
    const name = shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[stack]!]!]!]!
    if (!isRuntime(name)) byFunc[name] = (byFunc[name] ?? 0) + stacks!.weights[1]![i]!
  }
  const rows = report.split('individual')[0]!.matchAll(/^(\S+) +(\S+) +\S+ +[\d.]+ +[\d.]+ +(\d+) +\d+$/gm)
  const expected: Record<string, number> = {}
  for (const [, centre, module, count] of rows) {
    if (Number(count) > 0) expected[`${module}.${centre}`] = Number(count)
  }
  expect(Object.keys(expected).length).toBeGreaterThan(1)
  expect(byFunc).toEqual(expected)
  tally('ghc-eventlog', 'oracle')
})

it.each(['hc', 'hr'])('reads the heap profile in a log as the text of the same run (-%s)', async how => {
  const recordings = await read(`ghc-eventlog/ghc-9.0-${how}.eventlog`)
  const heap = recordings.find(({ meta }) => meta.recorder.mode === 'heap')!
  const text = bandsOfText(bytesOf(`ghc-heap/ghc-9.0-${how}.hp`).toString())
  const own = bandsOf(heap)
  // Names differ: the log has cost centres with their modules, and one band for each stack. Figures do not.
  const figures = (bands: Record<string, number[]>) =>
    Object.values(bands)
      .map(values => values.join())
      .sort()
  expect(figures(own)).toEqual(figures(text))
  tally('ghc-eventlog', 'oracle')
})

it('reads what ran where as ghc-events prints it', async () => {
  const [recording] = await read('ghc-eventlog/ghc-9.0-threads.eventlog')
  const lines = bytesOf('ghc-eventlog/ghc-9.0-threads.eventlog.txt').toString().split('\n')
  const running = new Map<string, { thread: string; since: number }>()
  const labels = new Map<string, string>()
  for (const line of lines) {
    const label = /thread (\d+) has label "(.*)"/.exec(line)
    if (label !== null) labels.set(label[1]!, label[2]!)
  }
  const expected: Record<string, number> = {}
  for (const line of lines) {
    const found = /^(\d+): cap (\d+): (running|stopping) thread (\d+)/.exec(line)
    if (found === null) continue
    const [, time, cap, what, thread] = found
    const before = running.get(cap!)
    if (what === 'stopping' && before !== undefined) {
      const name = labels.get(thread!) ?? `Thread ${thread}`
      expected[`HEC ${cap} ${name}`] = (expected[`HEC ${cap} ${name}`] ?? 0) + Number(time) - before.since
      running.delete(cap!)
    } else if (what === 'running') running.set(cap!, { thread: thread!, since: Number(time) })
  }
  const { shared, stacks, marks } = recording!
  const found: Record<string, number> = {}
  for (const [i, leaf] of stacks!.samples.stack.entries()) {
    let root = leaf
    while (shared.stacks.prefix[root] !== -1) root = shared.stacks.prefix[root]!
    const name = shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[root]!]!]!]!
    if (name === '<GC>') continue
    const key = `${shared.strings[shared.threads.name[stacks!.samples.thread[i]!]!]} ${name}`
    found[key] = (found[key] ?? 0) + stacks!.weights[0]![i]!
  }
  expect(found).toEqual(expected)
  const messages = lines.flatMap(line => /^\d+: cap \d+: (done \d)/.exec(line)?.[1] ?? [])
  expect(Array.from(marks!.name, index => shared.strings[index])).toEqual(messages)
  tally('ghc-eventlog', 'oracle')
})
