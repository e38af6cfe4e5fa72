import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

describe.skipIf(!hasCorpus)('reports of sample (needs the corpus)', () => {
  it('every thread has the samples that its title says, every line those of its count', async () => {
    const file = corpusFiles('macos-sample').find(({ name }) => name.endsWith('large.txt.gz'))!
    const lines = new TextDecoder().decode(gunzipSync(file.bytes())).split('\n')
    const [recording] = await readAny(file.bytes(), file.name)
    const { shared, stacks } = recording!
    expect(recording!.meta.warnings).toEqual([])
    // A thread that ran several queues has several titles.
    const titles = new Map<number, number>()
    for (const line of lines) {
      const [count, tid] = /^ {4}(\d+) Thread_(\d+)/.exec(line)?.slice(1).map(Number) ?? []
      if (tid !== undefined) titles.set(tid, (titles.get(tid) ?? 0) + count!)
    }
    const samples = new Map<number, number>()
    for (let i = 0; i < stacks!.samples.length; i++) {
      const tid = shared.threads.tid[stacks!.samples.thread[i]!]!
      samples.set(tid, (samples.get(tid) ?? 0) + stacks!.weights[1]![i]!)
    }
    expect(samples).toEqual(titles)
    expect(titles.size).toBeGreaterThan(40)
    // The counts of a name, each where it stands outermost, are its total.
    const totals = new Map<string, number>()
    const open: { column: number; name: string }[] = []
    const end = lines.findIndex(line => line.startsWith('Total number in stack'))
    for (const line of lines.slice(lines.indexOf('Call graph:') + 1, end)) {
      const match = /^([\s+!:|]*)(\d+) (.*?) {2}\(in /.exec(line)
      const column = match === null ? 4 : match[1]!.length
      while (open.length > 0 && open.at(-1)!.column >= column) open.pop()
      if (match === null) continue
      const name = match[3]!.trim()
      if (!open.some(each => each.name === name)) totals.set(name, (totals.get(name) ?? 0) + Number(match[2]))
      open.push({ column, name })
    }
    const found = new Map<string, number>()
    for (let i = 0; i < stacks!.samples.length; i++) {
      const names = new Set<string>()
      for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
        names.add(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
      }
      for (const name of names) found.set(name, (found.get(name) ?? 0) + stacks!.weights[1]![i]!)
    }
    for (const [name, total] of totals) if (name !== '???') expect(found.get(name), name).toBe(total)
    expect(totals.size).toBeGreaterThan(500)
    tally('macos-sample', 'oracle')
  })
})
