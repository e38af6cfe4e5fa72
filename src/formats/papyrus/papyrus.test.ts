import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayStacks } from '../../../test/support/say-stacks.ts'
import { papyrus } from './format.ts'

const read = async (text: string) => (await readWith(papyrus, new TextEncoder().encode(text), 'x.log'))[0]!

describe('readPapyrus()', () => {
  it('knows what was there before by its end, and several script stacks', async () => {
    const recording = await read(`Stack_1 log opened (PC)
100:START:1
100:PUSH:1:2:None:a..third
105:POP:1:2:None:a..third
107:PUSH:9:0:x: y (0001):b..other
110:POP:1:1:None:a..second
112:POP:9:0:x: y (0001):b..other
120:POP:1:0:None:a..first
Log closed
`)
    expect(sayStacks(recording)).toEqual([
      ['a..first > a..second > a..third', 5],
      ['a..first > a..second', 5],
      ['b..other', 5],
      ['a..first', 10],
    ])
    expect(recording.shared.threads.length).toBe(2)
    expect(recording.shared.strings).toContain('x: y (0001)')
    expect(recording.meta.duration).toBe(20e6)
  })

  it('names what never ends (unknown)', async () => {
    const recording = await read('5:PUSH:1:1:None:a..f\n7:POP:1:1:None:a..f\n8:PUSH:1:1:None:a..g\n')
    expect(sayStacks(recording)).toEqual([
      ['(unknown) > a..f', 2],
      ['(unknown)', 1],
    ])
  })

  it('bounds the depth that a log may claim', async () => {
    await expect(read('5:PUSH:1:9999999:None:a..f\n')).rejects.toThrow('papyrus: a stack has more than')
  })
})
