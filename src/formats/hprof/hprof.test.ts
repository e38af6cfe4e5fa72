import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayStacks } from '../../../test/support/say-stacks.ts'
import { hprof } from './format.ts'

const read = (text: string) => readWith(hprof, new TextEncoder().encode(text), 'java.hprof.txt')

const FILE = `JAVA PROFILE 1.0.1, created Fri Oct 22 12:21:23 2004
THREAD START (obj=50000114, id = 200001, name="main, (x)", group="main")
TRACE 300001: (thread=200001)
\tjava.io.File.read(File.java:Native method)
\ta.Main.main(Main.java:12)
TRACE 300002:
\t<empty>
SITES BEGIN (ordered by live bytes) Fri Oct 22 11:52:24 2004
          percent          live          alloc'ed  stack class
 rank   self  accum     bytes objs     bytes  objs trace name
    1 44.73% 44.73%       160   10       320    20 300001 char[]
    2  8.95% 53.67%        16    1        16     1 300002 a.Main$Inner
SITES END
HEAP DUMP BEGIN (10 objects, 176 bytes) Fri Oct 22 11:52:24 2004
ROOT 5000
HEAP DUMP END
CPU TIME (ms) BEGIN (total = 17046) Tue Jan 12 22:52:08 2016
rank   self  accum   count trace method
   1 25.00% 25.00%   30711 300001 java.io.File.read
   2 12.50% 37.50%       1 399999 a.Gone.method
CPU TIME (ms) END
`

describe('readHprof()', () => {
  it('makes a recording of each table', async () => {
    const [sites, times] = await read(FILE)
    expect(sayStacks(sites!)).toEqual([
      ['a.Main.main > java.io.File.read', 160, 10, 320, 20],
      ['', 16, 1, 16, 1],
    ])
    expect(sites!.meta.name).toBe('SITES')
    const { labels, strings } = sites!.shared
    expect([...labels.text].map(text => strings[text])).toEqual(['char[]', 'a.Main$Inner'])
    expect(sites!.meta.warnings.map(({ code }) => code)).toEqual(['dumps'])
    expect(sayStacks(times!)).toEqual([
      ['a.Main.main > java.io.File.read', 4261.5, 30711],
      ['a.Gone.method', 2130.75, 1],
    ])
    expect(times!.shared.strings).toContain('main, (x)')
    expect(times!.meta.warnings.map(({ code }) => code)).toEqual(['dumps', 'missing-traces', 'rounded-times'])
    const frame = times!.shared.stacks.frame[0]!
    expect(times!.shared.frames.line[frame]).toBe(12)
  })

  it('refuses heap dumps in binary by their version', async () => {
    await expect(read('JAVA PROFILE 1.0.2\0\0\0\0\u0004')).rejects.toThrow(
      'hprof: version JAVA PROFILE 1.0.2 (a heap dump in binary) is not supported',
    )
  })
})
