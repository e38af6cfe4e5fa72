import { describe, expect, it } from 'vitest'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { parseValgrindFrame, ValgrindFrames } from './valgrind-frames.ts'

describe('parseValgrindFrame()', () => {
  it.each([
    ['0x109213: keep (work.c:14)', ['keep', 0x109213n, 'work.c', 14, -1, null]],
    ['0x48465EF: calloc (in /usr/lib/a b.so)', ['calloc', 0x48465efn, null, -1, -1, '/usr/lib/a b.so']],
    [
      '0x1: operator new(unsigned long) (a/b.cpp:3)',
      ['operator new(unsigned long)', 1n, 'a/b.cpp', 3, -1, null],
    ],
    ['0x10ae8441b: <T as F>::f (src/a.rs:1858:9)', ['<T as F>::f', 0x10ae8441bn, 'src/a.rs', 1858, 9, null]],
    ['0x401AB77: ??? (in /lib/ld.so)', ['0x401ab77', 0x401ab77n, null, -1, -1, '/lib/ld.so']],
    ['0xFF: f(int)', ['f(int)', 255n, null, -1, -1, null]],
    ['[root]', ['[root]', 0n, null, -1, -1, null]],
  ])('takes %j apart', (text, wanted) => {
    const { name, address, file, line, column, lib } = parseValgrindFrame(text)
    expect([name, address, file, line, column, lib]).toEqual(wanted)
  })
})

describe('ValgrindFrames.stack()', () => {
  it('marks what shares its address with its caller as inlined', () => {
    const shared = new SharedBuilder()
    new ValgrindFrames('test', shared).stack(['0x1: a (x.c:1)', '0x1: b (x.c:2)', '0x2: c (x.c:3)'])
    const { frames, stacks, funcs, strings } = shared.finish()
    const rows = Array.from(stacks.frame, frame => [
      strings[funcs.name[frames.func[frame]!]!],
      frames.inlined[frame],
    ])
    expect(rows).toEqual([
      ['c', 0],
      ['b', 0],
      ['a', 1],
    ])
  })
})
