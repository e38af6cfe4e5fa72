import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayStacks } from '../../../test/support/say-stacks.ts'
import { sysprof } from './format.ts'

const read = async (text: string) =>
  (await readWith(sysprof, new TextEncoder().encode(text), 'x.sysprof'))[0]!
const node = (id: number, object: number, parent: number, self: number) =>
  `<node id="${id}"><object>${object}</object><parent>${parent}</parent><total>9</total><self>${self}</self></node>`
const file = (nodes: string) =>
  `<profile><size>6</size><objects><object id="5"><name>"f&lt;int&gt;"</name><self>1</self></object>
   <object id="6"><name>"in kernel"</name></object></objects><nodes>${nodes}</nodes></profile>`

describe('readSysprof()', () => {
  it('takes nodes in any order', async () => {
    const recording = await read(file(node(3, 6, 2, 4) + node(2, 5, 1, 0) + node(1, 5, 0, 2)))
    expect(sayStacks(recording)).toEqual([
      ['f<int>', 2],
      ['f<int> > f<int> > in kernel', 4],
    ])
    expect(recording.meta.warnings).toEqual([])
  })

  it.each([
    [
      file(node(1, 5, 2, 1) + node(2, 5, 1, 1)),
      'sysprof: expected a tree, found nodes that are below themselves',
    ],
    [file(node(1, 77, 0, 1)), 'sysprof: <object>: expected the number of an object, found "77"'],
    [file(node(1, 5, 0, -1)), 'sysprof: <self>: expected a number of samples, found "-1"'],
  ])('fails on %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })

  it('refuses captures of later versions by their version', async () => {
    const bytes = new Uint8Array([0x5e, 0x97, 0xca, 0xfd, 1, 1, 0, 0])
    expect(sysprof.detect(bytes, null)).toBeGreaterThan(0.9)
    await expect(readWith(sysprof, bytes, 'x.syscap')).rejects.toThrow(
      'version 1 of the capture format is not supported',
    )
  })
})
