import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PyrometerError } from '../../../base/errors.ts'
import { seededRandom } from '../../../base/random.ts'
import { ZstdStream } from './zstd-stream.ts'

const zstd = spawnSync('zstd', ['--version'], { encoding: 'utf8' }).stdout ?? ''

function compress(bytes: Uint8Array, args: readonly string[]): Uint8Array {
  const { stdout, status } = spawnSync('zstd', ['-c', '-q', ...args], { input: bytes, maxBuffer: 1 << 28 })
  expect(status).toBe(0)
  return new Uint8Array(stdout)
}

function decompress(bytes: Uint8Array, piece = bytes.length): Buffer {
  const pieces: Uint8Array[] = []
  const stream = new ZstdStream(out => pieces.push(out))
  for (let at = 0; at < bytes.length; at += piece) stream.push(bytes.subarray(at, at + piece))
  expect(stream.isComplete).toBe(true)
  return Buffer.concat(pieces)
}

const random = seededRandom(3)
const INPUTS: Readonly<Record<string, Uint8Array>> = {
  nothing: new Uint8Array(0),
  'one byte': Uint8Array.of(65),
  zeros: new Uint8Array(3_000_000),
  noise: Uint8Array.from({ length: 300_000 }, () => random() * 256),
  'few symbols': Uint8Array.from({ length: 500_000 }, () => 97 + Math.floor(random() ** 3 * 20)),
  'numbers with gaps': new Uint8Array(Float64Array.from({ length: 100_000 }, (_, i) => i * 1.1).buffer),
  text: new Uint8Array(readFileSync('package-lock.json')),
}

describe.skipIf(zstd === '')(
  `ZstdStream (${zstd === '' ? 'the zstd tool is missing' : 'against the zstd tool'})`,
  () => {
    for (const [name, input] of Object.entries(INPUTS)) {
      it(`gives back ${name}`, () => {
        for (const args of [
          ['-1'],
          ['-3', '--no-check'],
          ['-9'],
          ['-19'],
          ['--ultra', '-22'],
          ['--fast=5'],
          ['-5', '--long=24'],
        ]) {
          expect(decompress(compress(input, args)).equals(input), args.join(' ')).toBe(true)
        }
      })
    }

    it('takes pieces of any size, and frames one after the other', () => {
      const text = INPUTS.text!
      const one = compress(text, ['-7'])
      const skippable = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
      const both = Uint8Array.from([...one, ...skippable, ...one])
      for (const piece of [1, 7, 1000, 65_537]) {
        expect(decompress(both, piece).equals(Buffer.concat([text, text]))).toBe(true)
      }
    })

    it('ends broken data with an error of one line, soon', () => {
      const good = compress(INPUTS['few symbols']!.subarray(0, 20_000), ['-12'])
      for (let round = 0; round < 3000; round++) {
        const bytes = good.slice(0, 1 + Math.floor(random() * good.length))
        for (let k = 0; k < 3; k++) bytes[Math.floor(random() * bytes.length)] = random() * 256
        try {
          new ZstdStream(() => undefined).push(bytes)
        } catch (error) {
          if (!(error instanceof PyrometerError)) throw error
          expect(error.message).not.toContain('\n')
        }
      }
    })
  },
)

describe('ZstdStream', () => {
  it('refuses a block that says it repeats more than a block may hold', () => {
    // One literal, 98,047 sequences, all of the longest match by tables of one symbol each.
    const content = [1 << 3, 65, 255, 255, 255, 0b01010100, 0, 0, 52, 1]
    const bytes = Uint8Array.from([
      0x28,
      0xb5,
      0x2f,
      0xfd,
      0,
      0x50,
      (content.length << 3) | 5,
      0,
      0,
      ...content,
    ])
    expect(() => new ZstdStream(() => undefined).push(bytes)).toThrow('zstd: ')
  })

  it('refuses windows above 128 MiB', () => {
    const bytes = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xa0, 1, 0, 0])
    expect(() => new ZstdStream(() => undefined).push(bytes)).toThrow('asks for a window')
  })
})
