import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { meliae } from './format.ts'

async function read(bytes: Uint8Array): Promise<Recording> {
  const [recording] = await readWith(meliae, bytes, 'x.json')
  return recording!
}

/** Bytes and objects of each type. */
function typesOf({ shared, stacks }: Recording): Record<string, number[]> {
  return Object.fromEntries(
    Array.from(stacks!.samples.stack, (stack, i) => [
      shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[stack]!]!]!]!,
      stacks!.weights.map(column => column[i]!),
    ]),
  )
}

describe('readMeliae()', () => {
  it('adds up what a parser of JSON adds up', async () => {
    const bytes = readFileSync('test/fixtures/formats/meliae/meliae-0.5.1.json')
    const wanted: Record<string, number[]> = {}
    for (const line of bytes.toString('utf8').trim().split('\n')) {
      const { type, size } = JSON.parse(line) as { type: string; size: number }
      const [bytes = 0, objects = 0] = wanted[type] ?? []
      wanted[type] = [bytes + size, objects + 1]
    }
    expect(Object.keys(wanted).length).toBeGreaterThan(5)
    expect(typesOf(await read(bytes))).toEqual(wanted)
  })

  it('takes other spellings of JSON, lists, and types with escapes', async () => {
    const text =
      '[\n{"type":"a","address":1,"size":5},\n{"address": 2, "type": "\\u0061", "size": 6, "refs": []},\n]\n{"address": 3, "type": "b"\n'
    const recording = await read(Buffer.from(text))
    expect(typesOf(recording)).toEqual({ a: [11, 2] })
    expect(recording.meta.warnings).toMatchObject([{ count: 1, firstAt: 'line 5' }])
  })

  it('fails where no object is', async () => {
    await expect(read(Buffer.from('\n{}\n'))).rejects.toThrow('meliae: line 2: expected objects')
  })

  it('has the objects and references that a parser of JSON finds', async () => {
    const bytes = readFileSync('test/fixtures/formats/meliae/meliae-0.5.1.json')
    const lines = bytes.toString('utf8').trim().split('\n')
    const dumped = lines.map(line => JSON.parse(line) as { address: number; size: number; refs: number[] })
    const known = new Set(dumped.map(({ address }) => address))
    const { heap, meta } = await read(bytes)
    const { objects, references } = heap!
    expect(Array.from(objects.address)).toEqual(dumped.map(({ address }) => address))
    expect(Array.from(objects.size)).toEqual(dumped.map(({ size }) => size))
    const found = dumped.map((_, i) =>
      Array.from(
        references.to.subarray(objects.firstReference[i], objects.firstReference[i + 1] ?? references.length),
        to => objects.address[to],
      ),
    )
    expect(found).toEqual(dumped.map(({ refs }) => refs.filter(ref => known.has(ref))))
    const stray = dumped.reduce((sum, { refs }) => sum + refs.filter(ref => !known.has(ref)).length, 0)
    expect(stray).toBeGreaterThan(0)
    expect(meta.warnings).toMatchObject([{ code: 'stray-references', count: stray }])
  })

  it('labels objects by their names and values, and references of dicts by their keys', async () => {
    const text = [
      '{"address": 1, "type": "dict", "size": 9, "len": 2, "refs": [2, 3, 4, 5]}',
      '{"address": 2, "type": "str", "size": 9, "len": 1, "value": "a\\u00fc\\"", "refs": []}',
      '{"address": 3, "type": "module", "size": 9, "name": "os", "refs": [1, 1]}',
      '{"address": 4, "type": "int", "size": 9, "value": 17, "refs": []}',
      '{"address": 5, "type": "bool", "size": 9, "value": "True", "refs": [99]}',
      `{"address": 6, "type": "str", "size": 9, "len": 900, "value": "${'x'.repeat(900)}", "refs": []}`,
    ].join('\n')
    const { heap, shared } = await read(Buffer.from(text))
    const { objects, references } = heap!
    const texts = (column: Int32Array) =>
      Array.from(column, index => (index === -1 ? null : shared.strings[index]!))
    expect(texts(objects.label)).toEqual([null, 'aü"', 'os', '17', 'True', `${'x'.repeat(100)}…`])
    expect(texts(references.label)).toEqual([null, `['aü"']`, null, '[17]', null, null])
    expect(Array.from(references.to)).toEqual([1, 2, 3, 4, 0, 0])
  })
})
