import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { heapChecker } from './format.ts'

describe('readHeapChecker()', () => {
  it.each([
    'mix-2.10.txt',
    'mix-2.10-no-names.txt',
  ])('reads all of %s, which libtcmalloc 2.10 printed', async name => {
    const [recording] = await readWith(
      heapChecker,
      new Uint8Array(readFileSync(`test/fixtures/formats/heap-checker/${name}`)),
    )
    expect(recording!.stacks!.weights).toEqual([Float64Array.of(8700, 4425), Float64Array.of(6, 50)])
    // Two stacks of six frames that share the outer three.
    expect(recording!.shared.stacks.length).toBe(9)
    const codes = recording!.meta.warnings.map(({ code }) => code)
    expect(codes).toEqual(name.includes('no-names') ? ['no-binaries'] : [])
  })

  it('reads a recording a check, and keeps what is counted and not listed', async () => {
    const text = `my program says hello
Leak check _main_ detected leaks of 100 bytes in 5 objects
The 1 largest leaks:
Using local file ./a.out.
Leak of 60 bytes in 3 objects allocated from:
\t@ 0x401001 take
\t@ 401101 
Skipping leaks numbered 1..2
Leak check part detected leaks of 7 bytes in 1 objects
Leak of 7 bytes in 1 objects allocated from:
\t@ 0x401001 take
`
    const recordings = await readWith(heapChecker, new Uint8Array(Buffer.from(text)), 'log.txt')
    expect(recordings.map(({ meta }) => meta.name)).toEqual(['log.txt', 'log.txt: part'])
    const [main] = recordings
    expect(main!.stacks!.weights).toEqual([Float64Array.of(60, 40), Float64Array.of(3, 2)])
    expect([...main!.stacks!.samples.stack]).toEqual([1, -1])
    const { shared } = main!
    expect(Array.from(shared.frames.func, func => shared.strings[shared.funcs.name[func]!])).toEqual(
      expect.arrayContaining(['0x401100', 'take']),
    )
    expect(shared.stacks.length).toBe(2)
    expect(main!.meta.warnings).toMatchObject([{ code: 'unlisted-leaks' }, { code: 'no-binaries', count: 1 }])
  })
})
