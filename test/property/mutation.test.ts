import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/base/random.ts'
import { pyrometer } from '../../src/formats/pyrometer/format.ts'
import { FORMATS } from '../../src/formats/registry.ts'
import { FUZZ_ROUNDS, fuzzReader, mutate, seedFiles } from './fuzz.ts'

describe('readers of mutated files', () => {
  it('of Pyrometer itself ends every one soundly or with an error of one line', async () => {
    const files = await seedFiles(pyrometer, [])
    const casualty = await fuzzReader(pyrometer, { seed: 1, rounds: FUZZ_ROUNDS, files })
    expect(casualty?.problem ?? null, `seed 1, round ${casualty?.round}`).toBeNull()
  })

  it.each(
    FORMATS.filter(({ read }) => read !== undefined).map(({ id }) => id),
  )('%s are tried with its corpus', id => {
    const isTested = readdirSync('test/corpus').some(name =>
      readFileSync(join('test/corpus', name), 'utf8').includes(`format: '${id}'`),
    )
    expect(isTested || id === 'pyrometer').toBe(true)
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
