import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { FuncKind } from '../../../src/model/tables.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

// The Firefox Profiler's own test says what its importer makes of this trace: samples and CPU time of every thread, and the
// commonest stacks.
const SNAPSHOT = corpusFiles('firefox').find(({ name }) => name.includes('profile-conversion.test.ts.snap'))

function expectation(): string {
  const text = new TextDecoder().decode(SNAPSHOT!.bytes())
  const start = text.indexOf('successfully imports a simpleperf trace with cpu-clock 1`')
  return text.slice(start, text.indexOf('\nexports[', start))
}

/** Samples, milliseconds on a processor, and samples and milliseconds by stack, for each thread. */
function perThread({ shared, stacks }: Recording) {
  const cpu = stacks!.weights[stacks!.valueTypes.findIndex(({ name }) => name === 'cpu-clock')]!
  const threads = new Map<number, { count: number; weight: number; paths: Map<string, [number, number]> }>()
  for (let i = 0; i < stacks!.samples.length; i++) {
    const tid = shared.threads.tid[stacks!.samples.thread[i]!]!
    const own = threads.get(tid) ?? { count: 0, weight: 0, paths: new Map() }
    threads.set(tid, own)
    own.count++
    own.weight += cpu[i]! / 1e6
    const names: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      names.unshift(nameOf(shared, shared.stacks.frame[at]!))
    }
    const path = names.join(' -> ')
    const [weight, count] = own.paths.get(path) ?? [0, 0]
    own.paths.set(path, [weight + cpu[i]! / 1e6, count + 1])
  }
  return threads
}

/** What has no symbol is named by binary and address. */
function nameOf(shared: Recording['shared'], frame: number): string {
  const func = shared.frames.func[frame]!
  const lib = shared.frames.lib[frame]!
  const name = shared.strings[shared.funcs.name[func]!]!
  const isAddress = shared.funcs.kind[func] === FuncKind.address
  return isAddress && lib !== -1 ? `${shared.strings[shared.libs.name[lib]!]}+${name}` : name
}

describe.skipIf(!hasCorpus || SNAPSHOT === undefined)('simpleperf samples (needs the corpus)', () => {
  it('are what the Firefox Profiler makes of them', async () => {
    const file = corpusFiles('simpleperf')[0]!
    const [recording] = await readAny(file.bytes(), file.name)
    const threads = perThread(recording!)
    const text = expectation()
    const said = [...text.matchAll(/"sampleCount": (\d+),\s*"sampleWeightTotal": ([\d.]+),\s*"tid": (\d+)/g)]
    expect(said.length).toBe(recording!.shared.threads.length)
    for (const [, count, weight, tid] of said) {
      const own = threads.get(Number(tid)) ?? { count: 0, weight: 0 }
      expect([own.count, own.weight], tid).toEqual([Number(count), expect.closeTo(Number(weight), 6)])
    }
    let compared = 0
    for (const [, block, tid] of text.matchAll(
      /"stacks": Array \[([\s\S]*?)\],\s*"thread": "[^"]*",\s*"tid": (\d+)/g,
    )) {
      for (const [, weight, count, path] of block!.matchAll(/"([\d.]+) \((\d+)x\) (.*)",/g)) {
        const own = threads.get(Number(tid))!.paths.get(path!.replaceAll('\\"', '"'))
        expect(own, path).toEqual([expect.closeTo(Number(weight), 6), Number(count)])
        compared++
      }
    }
    expect(compared).toBeGreaterThan(20)
    tally('simpleperf', 'oracle')
  })
})
