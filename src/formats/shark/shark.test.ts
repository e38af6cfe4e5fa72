import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayStacks } from '../../../test/support/say-stacks.ts'
import { shark } from './format.ts'

describe('readShark()', () => {
  it('gives a line of its own name to its caller, and what is missing to a marker', async () => {
    const text = `# Report 0 - Session 1 - Time Profile of App
SharkProfileViewer
+ 1,000, start, App
| + 900, f(int, char), App
| |   300, f(int, char), App
| | + 500, g, libSystem.B.dylib
| | |   500, h, libSystem.B.dylib
|   100, f(int, char), App
`
    const [recording] = await readWith(shark, new TextEncoder().encode(text), 'x.shark')
    expect(sayStacks(recording!)).toEqual([
      ['start > f(int, char)', 300],
      ['start > f(int, char) > g > h', 500],
      ['start > f(int, char) > (not shown)', 100],
      ['start > f(int, char)', 100],
    ])
    expect(recording!.meta.command).toEqual(['App'])
  })
})
