import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/base/random.ts'
import { FORMATS } from '../../src/formats/registry.ts'
import { fuzzReader, mutate, seedFiles } from './fuzz.ts'

const MILLISECONDS = Number(process.env.PYROMETER_FUZZ_MS ?? 2000)

describe('readers of mutated files', () => {
  it.each(
    FORMATS.filter(format => format.read !== undefined).map(format => [format.id, format] as const),
  )('%s ends every one soundly or with an error of one line', async (_, format) => {
    const files = await seedFiles(format)
    const { rounds, casualty } = await fuzzReader(format, { seed: 1, milliseconds: MILLISECONDS, files })
    expect(casualty?.problem ?? null, `seed 1, round ${casualty?.round}`).toBeNull()
    expect(rounds).toBeGreaterThan(MILLISECONDS / 20)
  })

  it('mutate() gives the same for the same seed, and seldom the original', () => {
    const original = new Uint8Array(200).fill(65)
    const run = () => {
      const random = seededRandom(7)
      return Array.from({ length: 50 }, () => Buffer.from(mutate(original, random)).toString('hex'))
    }
    expect(run()).toEqual(run())
    expect(new Set(run()).size).toBeGreaterThan(45)
  })
})
