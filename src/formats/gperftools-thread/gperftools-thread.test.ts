import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { ThreadState } from '../../model/tables.ts'
import { gperftoolsThread } from './format.ts'

async function read(text: string): Promise<Recording> {
  const bytes = new Uint8Array(Buffer.from(text))
  expect(gperftoolsThread.detect(bytes, null)).toBeGreaterThan(0.7)
  return (await readWith(gperftoolsThread, bytes))[0]!
}

function stackOf({ shared, stacks }: Recording, row: number): string[] {
  const names: string[] = []
  for (let at = stacks!.samples.stack[row]!; at !== -1; at = shared.stacks.prefix[at]!) {
    names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
  }
  return names.reverse()
}

describe('readThreads()', () => {
  it('reads the same goroutines from both texts that Go 1.26 writes', async () => {
    const file = (name: string) =>
      readFileSync(`test/fixtures/formats/gperftools-thread/go-1.26-${name}.txt`, 'utf8')
    const counts = await read(file('goroutine.debug-1'))
    const traces = await read(file('goroutine.debug-2'))
    const sum = ({ stacks }: Recording) => stacks!.weights[0]!.reduce((total, count) => total + count, 0)
    expect(sum(counts)).toBe(5)
    expect(sum(traces)).toBe(5)
    expect(traces.meta.warnings).toEqual([])
    // The innermost function that is the program's own; the counts go on into the runtime.
    const waiting = (recording: Recording) =>
      Array.from(recording.stacks!.weights[0]!, (count, row) =>
        stackOf(recording, row).includes('main.wait') ? count : 0,
      ).reduce((total, count) => total + count, 0)
    expect(waiting(counts)).toBe(waiting(traces))
    expect(waiting(traces)).toBeGreaterThan(2)
  })

  it("reads Go's stack traces with states, elided frames and what created a goroutine", async () => {
    const recording = await read(`panic: oh no

goroutine 1 [running]:
main.f(0x1, {0x2, 0x3})
\t/src/a.go:12 +0x1d
main.(*T).Method(...)
\t/src/a.go:20
main.main()
\t/src/a.go:30 +0x2

goroutine 18 gp=0xc000102380 m=nil [chan receive, 3 minutes]:
main.wait(0xc0000)
\t/src/a.go:40 +0x1d
...additional frames elided...
created by main.main in goroutine 1
\t/src/a.go:31 +0x20
exit status 2
`)
    expect(stackOf(recording, 0)).toEqual(['main.main', 'main.(*T).Method', 'main.f'])
    expect(stackOf(recording, 1)).toEqual(['main.main', 'main.wait'])
    const { state, wait } = recording.stacks!.samples
    expect([...state]).toEqual([ThreadState.running, ThreadState.blocked])
    expect(recording.shared.strings[wait[1]!]).toBe('chan receive')
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual(['elided-frames', 'unreadable-lines'])
  })

  it("reads Go's counts with labels", async () => {
    const recording = await read(`goroutine profile: total 3
2 @ 0x101 0x201
# labels: {"work":"a \\"b\\"", "n":"1"}
#\t0x100\tmain.wait+0x1\t/src/a.go:4
#\t0x200\tmain.main+0x1\t/src/a.go:9

1 @ 0x301
`)
    expect(stackOf(recording, 0)).toEqual(['main.main', 'main.wait'])
    expect(stackOf(recording, 1)).toEqual(['0x300'])
    const { labels, strings } = recording.shared
    expect([...labels.key].map((key, i) => [strings[key], strings[labels.text[i]!]])).toEqual([
      ['work', 'a "b"'],
      ['n', '1'],
    ])
    expect(recording.meta.warnings).toEqual([])
  })

  it('gives a thread "same as previous" that one\'s stack', async () => {
    const recording = await read(`--- threadz 1 ---

--- Thread 7f01 (name: main/1) stack: ---
  PC:  0x00bc8f1c: helper(arg *)
  0x0040be31: main
--- Thread 7f02 (name: pool/a/2) stack: ---
  [same as previous thread]
`)
    expect(stackOf(recording, 0)).toEqual(['main', 'helper(arg *)'])
    expect(stackOf(recording, 1)).toEqual(['main', 'helper(arg *)'])
    expect([...recording.shared.threads.name].map(name => recording.shared.strings[name])).toEqual([
      'main',
      'pool/a',
    ])
  })
})
