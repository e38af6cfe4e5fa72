import { describe, expect, it } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import type { Recording } from '../../model/recording.ts'
import { austin } from './format.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

async function read(text: string): Promise<Recording> {
  const [recording] = await readWith(austin, bytesOf(text), 'x.austin')
  return recording!
}

/** Threads, stacks and weights. */
function rowsOf({ shared, stacks }: Recording): [string, string, ...number[]][] {
  const { strings, threads, funcs, frames, sources } = shared
  return Array.from(stacks!.samples.stack, (leaf, i) => {
    const list: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      const func = frames.func[frame]!
      const source = funcs.source[func]!
      const place = source === -1 ? '' : ` ${strings[sources.path[source]!]}:${frames.line[frame]}`
      list.unshift(`${strings[funcs.name[func]!]}${place}`)
    }
    const thread = strings[threads.name[stacks!.samples.thread[i]!]!]!
    return [thread, list.join(' > '), ...stacks!.weights.map(column => column[i]!)]
  })
}

describe('readAustin()', () => {
  it('reads versions 1 and 2, with lines in either place and three numbers in full mode', async () => {
    expect(
      rowsOf(await read('Process 7;Thread 7f01;main (a b.py:3);f (c.py:9) 120\nProcess 7;Thread 7f01 5\n')),
    ).toEqual([
      ['Thread 7f01', 'main a b.py:3 > f c.py:9', 120_000],
      ['Thread 7f01', '', 5000],
    ])
    expect(rowsOf(await read('Thread 12;main (a.py);L3;f (c.py);L9 120 4 1\nThread 12 5 0 0\n'))).toEqual([
      ['Thread 12', 'main a.py:3 > f c.py:9', 120_000, 4096, 1024],
      ['Thread 12', '', 5000, 0, 0],
    ])
    expect(rowsOf(await read('Thread 12 120\n'))).toEqual([['Thread 12', '', 120_000]])
  })

  it('keeps drives in files, colons of C++ in names, and the kernel apart', async () => {
    const recording = await read(
      'P1;T1;C:\\x\\a.py:f:3;/lib/x.so.1:ns::g:4096;kernel:do_sys_open:0;a.py:<lambda>:2:3:4:9 7\n',
    )
    expect(rowsOf(recording)[0]![1]).toBe(
      'f C:\\x\\a.py:3 > ns::g /lib/x.so.1:-1 > do_sys_open > <lambda> a.py:2',
    )
    const { frames } = recording.shared
    expect([...frames.address]).toContain(4096n)
    expect([frames.endLine, frames.column, frames.endColumn].map(column => column[3])).toEqual([3, 4, 9])
  })

  it('reads memory as bytes, full mode as both with the thread idle or not', async () => {
    const memory = await read('# mode: memory\n\nP1;T1;a.py:f:1 -512\n')
    expect(memory.stacks!.valueTypes).toMatchObject([{ name: 'memory', unit: 'bytes' }])
    expect(memory.stacks!.isTimed).toBe(false)
    const full = await read('P1;T1;a.py:f:1 100,1,-512\nP1;T1;a.py:f:1 100,0,7\n')
    expect(full.stacks!.valueTypes.map(type => type.name)).toEqual(['wall', 'memory'])
    expect([...full.stacks!.samples.state]).toEqual([4, 1])
    expect(rowsOf(full)[0]!.slice(2)).toEqual([100_000, -512])
  })

  it('lets threads stand side by side until one comes again', async () => {
    const { stacks } = await read(
      'P1;T1;a.py:f:1 10\nP1;T2;a.py:g:1 10\nP1;T1;a.py:f:1 20\nP1;T2;a.py:g:1 21\nP2;T3;a.py:f:1 5\nP1;T1;a.py:f:1 1\n',
    )
    expect([...stacks!.samples.time]).toEqual([0, 0, 10_000, 10_000, 31_000, 31_000])
    expect(stacks!.isTimed).toBe(true)
    expect((await read('P1;T1;a.py:f:1 10\nP1;T2;a.py:f:1 10\n')).stacks!.isTimed).toBe(false)
  })

  it('warns of lines that are no samples and fails where nothing is one', async () => {
    const { meta } = await read('P1;T1;a.py:f:1 10\nstray\nP1;T1;a.py:f:1 x\nP1;x 1\n')
    expect(meta.warnings).toMatchObject([{ code: 'unreadable-lines', count: 3, firstAt: 'line 2' }])
    await expect(read('stray\n')).rejects.toThrow('austin: line 1: expected lines like')
  })

  it('reads long lines without semicolons in linear time', async () => {
    const elapsed = processorTime()
    await expect(read('P1 1\n'.repeat(400_000))).rejects.toThrow('austin')
    expect(elapsed()).toBeLessThan(3000)
  })
})

describe('writeAustin()', () => {
  it('writes threads, microseconds and the mode, and tells what is lost', async () => {
    const recording = recordingFromText('2                         3\nma;in[file:x.py][line:3]  a::b')
    const text = new TextDecoder().decode(await writeWith(austin, [recording]))
    expect(text).toContain('# mode: wall\n')
    expect(text).toContain(';x.py:ma,in:3 2000\n')
    expect(text).toContain(';:a..b:0 3000\n')
    expect(austin.losses!(recording).map(loss => loss.what)).toEqual(['value-types', 'states', 'names'])
  })

  it('gives back a file as it was', async () => {
    const text =
      '# austin: 3.7.0\n# mode: full\n\nP1;T0:2;a.py:f:1;:GC: 10,1,-5\nP1;T0:2;:INVALID: 10,0,0\nP1;T0:2;a.py:f:1;:GC: 9,0,0\n\n# duration: 20\n'
    const recording = await read(text)
    expect(new TextDecoder().decode(await writeWith(austin, [recording]))).toBe(text)
    expect(recording.meta).toMatchObject({ duration: 20_000, recorder: { version: '3.7.0' } })
    expect(recording.meta.quality).toMatchObject({ stacksRead: 3, tornStacks: 1 })
  })
})

describe('austin.detect()', () => {
  it.each([
    ['P1;T1;a.py:f:1 10\n', 0.95],
    ['# austin: 3.7.0\r\n# mode: wall\r\n\r\nP1;T0:2 10\r\n', 0.95],
    ['Process 1;Thread 7f;f (a.py:1) 10\n', 0.85],
    ['# austin: 3.7.0\n# mode: wall\n', 0.8],
    ['P1;T1x;a b 10.5\n', 0],
    ['main;f 10\n', 0],
    ['thread (0x1);f (a.py:1) 10\n', 0],
    ['', 0],
  ])('%j is %d sure', (text, wanted) => expect(austin.detect(bytesOf(text), 'x')).toBe(wanted))
})
