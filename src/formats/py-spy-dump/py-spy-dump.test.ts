import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { pySpyDump } from './format.ts'

const FIXTURES = 'test/fixtures/formats/py-spy-dump'
const bytesOf = (text: string) => new TextEncoder().encode(text)

async function read(bytes: Uint8Array): Promise<Recording> {
  const [recording] = await readWith(pySpyDump, bytes, 'x.txt')
  return recording!
}

/** Per thread its name and id, state, flags and frames, innermost first. */
function threadsOf({ shared, stacks }: Recording) {
  const { strings, threads, funcs, frames, sources, libs } = shared
  return Array.from(stacks!.samples.stack, (leaf, i) => {
    const list: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      const func = frames.func[frame]!
      const source = funcs.source[func]!
      const lib = frames.lib[frame]!
      const file =
        source !== -1 ? strings[sources.path[source]!]! : lib === -1 ? '' : strings[libs.name[lib]!]!
      list.push(
        `${strings[funcs.name[func]!]} ${file.split('/').at(-1)}:${frames.line[frame]}@${frames.address[frame]}`,
      )
    }
    const thread = stacks!.samples.thread[i]!
    const { state, flags } = stacks!.samples
    return [strings[threads.name[thread]!], threads.tid[thread], state[i], flags[i], list]
  })
}

describe('readPySpyDump()', () => {
  it('reads text and JSON of one program alike', async () => {
    const text = await read(readFileSync(`${FIXTURES}/py-spy-0.4.3-locals.txt`))
    const json = await read(readFileSync(`${FIXTURES}/py-spy-0.4.3-json--locals.json`))
    expect(threadsOf(text).sort()).toEqual(threadsOf(json).sort())
    expect(threadsOf(text)).toContainEqual([
      ...['wörk "er"', 10943, 4, 0],
      expect.arrayContaining(['Work.run work.py:5@0', 'Thread._bootstrap threading.py:1002@0']),
    ])
    expect(threadsOf(text)[0]!.slice(0, 4)).toEqual(['MainThread', 10941, 1, 1])
    for (const { meta } of [text, json]) expect(meta.warnings).toMatchObject([{ code: 'locals' }])
    expect(text.meta).toMatchObject({
      interpreter: { version: '3.11.7' },
      command: ['/usr/local/bin/python work.py'],
    })
  })

  it('keeps addresses and binaries of native frames', async () => {
    const [main] = threadsOf(await read(readFileSync(`${FIXTURES}/py-spy-0.4.3-native.txt`)))
    expect(main!.at(-1)).toEqual([
      `0x7f41b3137b46 [vdso]:-1@${0x7f41b3137b46n}`,
      'clock_gettime libc.so.6:-1@0',
      'main work.py:10@0',
      '<module> work.py:11@0',
    ])
  })

  it('reads older output and several dumps', async () => {
    const text =
      'Process 7: python x.py\nPython version 3.7.2\n\nThread 0x7F4D73A24740 (active)\n\t main (x.py:3)\n\t <module> (a (1).py:9)\n'
    const twice = await read(bytesOf(text + text))
    expect(threadsOf(twice)[1]).toEqual([
      ...['Thread 139970629224256', 0x7f4d73a24740, 1, 0],
      ['main x.py:3@0', '<module> a (1).py:9@0'],
    ])
    expect([twice.shared.threads.length, twice.meta.interpreter?.version]).toEqual([1, '3.7.2'])
  })

  it('fails where no thread is', async () => {
    await expect(read(bytesOf('[]'))).rejects.toThrow('py-spy-dump: expected threads')
    const elapsed = processorTime()
    await expect(read(bytesOf(`Thread 1 (idle)\n    ${' (a)'.repeat(100_000)}x\n`))).resolves.toBeDefined()
    expect(elapsed()).toBeLessThan(1000)
  })
})
