import { describe, expect, it } from 'vitest'
import { generatePerfScript } from '../../bench/generate-perf-script.ts'
import { perfScript } from '../../src/formats/perf-script/format.ts'
import type { Recording } from '../../src/model/recording.ts'

/** Periods by thread and path. */
function sumsOf({ shared, stacks }: Recording): Map<string, number> {
  const sums = new Map<string, number>()
  for (let i = 0; i < stacks!.samples.length; i++) {
    const names: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      names.unshift(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    const thread = shared.strings[shared.threads.name[stacks!.samples.thread[i]!]!]
    const key = `${thread}: ${names.join(';')}`
    sums.set(key, (sums.get(key) ?? 0) + stacks!.weights[1]![i]!)
  }
  return sums
}

describe('perf script in pieces', () => {
  it('says what a plain reading of its lines says, wherever pieces of it end', async () => {
    const bytes = new Uint8Array(
      Buffer.concat([...generatePerfScript({ bytes: 600_000, stacks: 40, seed: 7 })]),
    )
    const wanted = plainSums(new TextDecoder().decode(bytes))
    expect(wanted.size).toBeGreaterThan(100)
    for (const size of [bytes.length, 64_000, 4099, 701]) {
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
      }
      const [recording] = await perfScript.read!(
        { name: null, size: bytes.length, chunks, bytes: async () => bytes },
        {},
      )
      expect(sumsOf(recording!)).toEqual(wanted)
    }
  })
})

/** Periods by thread and path, read with strings and nothing else. */
function plainSums(text: string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const sample of text.split('\n\n').filter(part => part.trim() !== '')) {
    const [event, ...frames] = sample.split('\n')
    const found = /^(.*?) +4711\/\d+ .*: +(\d+) cycles:u: $/.exec(event!)!
    const names = frames.map(line => /^\s+[0-9a-f]+ (.*)\+0x[0-9a-f]+ \(\S+\)$/.exec(line)![1]!)
    const key = `${found[1]}: ${names.reverse().join(';')}`
    sums.set(key, (sums.get(key) ?? 0) + Number(found[2]))
  }
  return sums
}
