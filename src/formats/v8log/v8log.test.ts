import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { parseCodeName } from './code-names.ts'
import { v8log } from './format.ts'

async function read(lines: string): Promise<Recording> {
  return (await readWith(v8log, new TextEncoder().encode(lines), 'v8.log'))[0]!
}

function paths({ shared, stacks }: Recording): string[] {
  return Array.from(stacks!.samples.stack, stack => {
    const names: string[] = []
    for (let at = stack; at !== -1; at = shared.stacks.prefix[at]!) {
      names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    return names.reverse().join(';')
  })
}

describe('readV8log()', () => {
  it('finds what lay at an address when the tick came', async () => {
    const recording = await read(
      [
        'v8-version,11,3,244,8,-node.38,0',
        'shared-library,/usr/bin/node,0x400000,0x500000,0',
        'code-creation,JS,10,5,0x1000,0x100,first /a.js:1:1,0x1,~',
        'code-creation,JS,10,5,0x2000,256,second /a.js:2:1,0x2,~',
        'tick,0x2010,10,0,0x0,0,0x1010',
        'code-move,0x2000,0x3000',
        'code-creation,Builtin,2,6,0x2000,64,ArrayMap',
        'tick,0x2010,20,0,0x0,0,+0x1000,-0x2000',
        'code-delete,0x2000',
        'tick,0x400010,30,0,0x0,1,0x1010,0x2010',
        'tick,0x7,40,1,0x3001,5,0x1010',
        'tick,0x400020,50,0,0x1020,5',
      ].join('\n'),
    )
    expect(paths(recording)).toEqual([
      'first;second',
      'first;second;Builtin: ArrayMap',
      'first;(garbage collector);0x400010',
      'first;second',
      'first;0x400020',
    ])
    expect(Array.from(recording.stacks!.weights[0]!)).toEqual([10_000, 10_000, 10_000, 10_000, 10_000])
    expect(recording.meta.recorder.version).toBe('11.3.244.8-node.38')
    expect(recording.meta.warnings.map(({ code, count }) => `${code} ${count}`)).toEqual([
      'unknown-callers 1',
    ])
  })

  it('reads names in quotes, escaped ones, and lines of old versions', async () => {
    const recording = await read(
      [
        'v8-version,3,14,5,9,0',
        'code-creation,LazyCompile,0x1000,32,"*say ""a,b"" native.js:7",0x9,*',
        'code-creation,LazyCompile,0,0x2000,32,"f\\x2C\\u0041 /b.js:2:4",0x9,',
        'tick,0x1000,0x7fff,0,0x0,0,0x2000',
      ].join('\n'),
    )
    expect(paths(recording)).toEqual(['f,A;say "a,b"'])
    expect(recording.stacks!.isTimed).toBe(false)
  })

  it('counts lines that are not whole and refuses what is no log', async () => {
    const recording = await read('code-creation,JS\ntick,0x1\nprofiler,begin,1000\n')
    expect(recording.meta.warnings.map(({ code, count }) => `${code} ${count}`)).toEqual([
      'odd-lines 2',
      'no-ticks 1',
    ])
    await expect(read('hello\nworld\n')).rejects.toThrow(/^v8log: expected lines/)
  })
})

describe('parseCodeName()', () => {
  it.each([
    ['JS', 'fib /src/busy.js:1:13', 'fib', '/src/busy.js', 1],
    ['JS', ' file:///a b/x.mjs:3:14', '(anonymous)', 'file:///a b/x.mjs', 3],
    ['LazyCompile', '~get size node:internal/x:12:3', 'get size', 'node:internal/x', 12],
    ['Script', 'internal/process/warning.js', '(script)', 'internal/process/warning.js', -1],
    ['Function', 'f C:\\app\\m.js:9:1', 'f', 'C:\\app\\m.js', 9],
    ['LazyCompile', 'native', 'native', undefined, -1],
  ])('takes %s "%s" apart', (type, text, name, file, line) => {
    expect(parseCodeName(type, text)).toMatchObject({ name, file, line })
  })
})
