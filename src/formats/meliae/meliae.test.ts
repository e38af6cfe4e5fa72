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
})
