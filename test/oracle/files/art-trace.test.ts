import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

describe.skipIf(!hasCorpus)('method traces (needs the corpus)', () => {
  it.each(
    corpusFiles('art-trace').map(file => [file.path, file] as const),
  )('%s has the calls and the times of each thread that its records say', async (_, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const bytes = gunzipSync(file.bytes())
    const start = bytes.indexOf('*end\n') + 5
    const [length, size] = [bytes.readUInt16LE(start + 6), bytes.readUInt16LE(start + 16)]
    const entered = new Map<number, number>()
    const inside = new Map<number, { depth: number; since: number; spent: number; last: number }>()
    for (let at = start + length; at + size <= bytes.length; at += size) {
      const [tid, method, wall] = [
        bytes.readUInt16LE(at),
        bytes.readUInt32LE(at + 2),
        bytes.readUInt32LE(at + 10),
      ]
      const state = inside.get(tid) ?? { depth: 0, since: 0, spent: 0, last: 0 }
      inside.set(tid, state)
      state.last = wall
      if ((method & 3) === 0) {
        entered.set(tid, (entered.get(tid) ?? 0) + 1)
        if (state.depth++ === 0) state.since = wall
      } else if (state.depth > 0 && --state.depth === 0) state.spent += wall - state.since
    }
    const { threads } = recording!.shared
    const { samples, weights } = recording!.stacks!
    for (let thread = 0; thread < threads.length; thread++) {
      const sum = (k: number) =>
        weights[k]!.reduce((all, value, i) => all + (samples.thread[i] === thread ? value : 0), 0)
      const tid = threads.tid[thread]!
      const { depth, since, spent, last } = inside.get(tid)!
      expect(sum(2), `calls of ${tid}`).toBe(entered.get(tid) ?? 0)
      expect(sum(0), `time of ${tid}`).toBe(1000 * (spent + (depth > 0 ? last - since : 0)))
    }
    expect(recording!.meta.duration).toBe(
      1000 * Number(/elapsed-time-usec=(\d+)/.exec(bytes.toString('latin1'))![1]),
    )
    tally('art-trace', 'oracle')
  })
})
