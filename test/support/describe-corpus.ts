import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { PyrometerError } from '../../src/base/errors.ts'
import { readAny } from '../../src/formats/opening/read-any.ts'
import { unwrapBytes } from '../../src/formats/opening/unwrap-chunks.ts'
import { detectWrapper } from '../../src/formats/opening/wrapper.ts'
import { detectFormat, formatById } from '../../src/formats/registry.ts'
import { decodeRecording } from '../../src/model/codec/read.ts'
import { encodeRecording } from '../../src/model/codec/write.ts'
import { assertIntegrity } from '../../src/model/integrity.ts'
import type { Recording } from '../../src/model/recording.ts'
import { FUZZ_ROUNDS, fuzzReader, seedFiles } from '../property/fuzz.ts'
import { type CorpusFile, corpusFiles, fixtureFiles, hasCorpus } from './corpus.ts'
import { type Sayings, sayingsOf } from './paths-and-calls.ts'
import { writeWith } from './read-format.ts'
import { tally } from './tally.ts'

/** What is true of the files of one format. */
export interface CorpusKind {
  /** Id of the format. */
  readonly format: string
  /** Folders of the corpus; by default the one that has the format's id. */
  readonly folders?: readonly string[]
  /** Files of those folders (by name) that are of another format or none, and are not looked at: say why beside it. */
  readonly others?: RegExp
  /** Files that no format may claim. */
  readonly foreign?: RegExp
  /** Files that are broken on purpose, and how the error that they end in begins. */
  readonly broken?: { readonly names: RegExp; readonly error: RegExp }
  /** Text formats are read with other line ends, byte order marks and in UTF-16 too. Files of it that are no text: */
  readonly isText: boolean
  /** How far what is written and read again may be off, by a share of each value; 1e-9 where not given. */
  readonly slack?: number
  /** Further slack in the value's own unit, for formats that round. */
  readonly rounding?: number
  /** Fewer files than this are a sign that the corpus is not what it was. */
  readonly least: number
}

/** Bytes that all truncations of one file together may read, and the most truncations. */
const TRUNCATED_BYTES = 20e6
const TRUNCATIONS = 40

/**
 * What every reader owes to every file of its kind: it is found under its own name and under none, is sound, its sums
 * agree, it says the same after it was written, gzipped, with other line ends, and ends cleanly when it is cut off or
 * mutated. Files come from the corpus and from test/fixtures/formats/.
 */
export function describeCorpus(kind: CorpusKind): void {
  const format = formatById(kind.format)!
  const files = [
    ...(kind.folders ?? [kind.format]).flatMap(corpusFiles),
    ...fixtureFiles(kind.format),
  ].filter(({ name }) => kind.others?.test(name) !== true)
  const isGood = ({ name }: CorpusFile) =>
    kind.foreign?.test(name) !== true && kind.broken?.names.test(name) !== true
  const good = files.filter(isGood)
  const each = (list: readonly CorpusFile[]) => list.map(file => [file.path, file] as const)
  for (const _ of good) tally(kind.format, 'file')

  describe.skipIf(files.length === 0)(
    `${kind.format}${hasCorpus ? '' : ' (the corpus is missing here)'}`,
    () => {
      it.skipIf(!hasCorpus)('has files to read', () => expect(good.length).toBeGreaterThanOrEqual(kind.least))

      it.each(
        each(good),
      )('%s is found by its content, is sound, and says the same written', async (_, file) => {
        const head = (await unwrapped(file.bytes())).subarray(0, 65_536)
        expect(detectFormat(head, file.name)?.format.id).toBe(kind.format)
        expect(detectFormat(head, 'unknown')?.format.id).toBe(kind.format)
        const recordings = await readAny(file.bytes(), file.name)
        expect(recordings.length).toBeGreaterThan(0)
        for (const recording of recordings) {
          assertIntegrity(recording)
          expectRootsToHoldAll(recording)
          expectSame(sayingsOf(decodeRecording(encodeRecording(recording))), sayingsOf(recording), kind)
        }
        if (format.write !== undefined) {
          const again = await readAny(await writeWith(format, recordings), file.name)
          expect(again.length).toBe(recordings.length)
          for (const [i, recording] of recordings.entries()) {
            expectSame(sayingsOf(again[i]!), sayingsOf(recording), kind)
          }
        }
        tally(kind.format, 'passed')
      })

      it.each(each(good))('%s reads the same gzipped', async (_, file) => {
        const bytes = file.bytes()
        const wrapped = await readAny(new Uint8Array(gzipSync(bytes, { level: 1 })), file.name)
        expect(digestOf(wrapped)).toBe(digestOf(await readAny(bytes, file.name)))
      })

      // A binary format has no other line ends.
      const texts = kind.isText ? good.filter(isUtf8) : []
      it.each(each(texts))('%s reads the same with CRLF, a mark, UTF-16', async (_, file) => {
        const text = new TextDecoder().decode(await unwrapped(file.bytes())).replaceAll('\r\n', '\n')
        const plain = digestOf(await readAny(utf8(text), file.name))
        const variants = [
          utf8(text.replaceAll('\n', '\r\n')),
          utf8(`\ufeff${text}`),
          new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le')),
          new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le').swap16()),
        ]
        for (const variant of variants) {
          expect(digestOf(await readAny(variant, file.name))).toBe(plain)
        }
      })

      it.each(each(good))('%s fails in one line or reads soundly when cut off', async (_, file) => {
        const bytes = await unwrapped(file.bytes())
        const count = Math.max(2, Math.min(TRUNCATIONS, Math.floor(TRUNCATED_BYTES / (bytes.length + 1))))
        for (let i = 0; i < count; i++) {
          await expectCleanEnd(bytes.subarray(0, Math.floor((i * bytes.length) / count)), file.name)
        }
        await expectCleanEnd(file.bytes().subarray(0, Math.floor(file.bytes().length / 2)), file.name)
      })

      it.each(
        each(files.filter(({ name }) => kind.foreign?.test(name) === true)),
      )('%s is claimed by no format', async (_, file) => {
        await expect(readAny(file.bytes(), file.name)).rejects.toMatchObject({ code: 'PYRO_UNKNOWN_FORMAT' })
      })

      it.each(
        each(files.filter(({ name }) => kind.broken?.names.test(name) === true)),
      )('%s fails with its format and place', async (_, file) => {
        await expect(readAny(file.bytes(), file.name)).rejects.toThrow(kind.broken!.error)
      })

      it('ends mutated files soundly or with an error of one line', async () => {
        const seeds = await seedFiles(format, good)
        const casualty = await fuzzReader(format, { seed: 1, rounds: FUZZ_ROUNDS, files: seeds })
        expect(casualty?.problem ?? null, `seed 1, round ${casualty?.round}`).toBeNull()
      })
    },
  )
}

function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'))
}

/** One text for all that recordings hold. */
function digestOf(recordings: readonly Recording[]): string {
  const hash = createHash('sha256')
  for (const recording of recordings) hash.update(encodeRecording(recording))
  return hash.digest('hex')
}

function isUtf8(file: CorpusFile): boolean {
  const [first, second] = file.bytes()
  return !(first === 0xff && second === 0xfe) && !(first === 0xfe && second === 0xff)
}

async function unwrapped(bytes: Uint8Array): Promise<Uint8Array> {
  const wrapper = detectWrapper(bytes)
  return wrapper === null ? bytes : unwrapBytes(bytes, wrapper)
}

async function expectCleanEnd(bytes: Uint8Array, name: string): Promise<void> {
  try {
    for (const recording of await readAny(bytes, name)) assertIntegrity(recording)
  } catch (error) {
    if (!(error instanceof PyrometerError)) throw error
    expect(error.message).not.toContain('\n')
  }
}

/** Adds self weights up along the prefixes: the roots together must hold all. */
function expectRootsToHoldAll({ shared, stacks }: Recording): void {
  if (stacks === null) return
  for (const column of stacks.weights) {
    const total = new Float64Array(shared.stacks.length)
    let all = 0
    let size = 0
    let roots = 0
    for (let i = 0; i < column.length; i++) {
      all += column[i]!
      size += Math.abs(column[i]!)
      const stack = stacks.samples.stack[i]!
      if (stack === -1) roots += column[i]!
      else total[stack]! += column[i]!
    }
    for (let i = total.length - 1; i >= 0; i--) {
      const prefix = shared.stacks.prefix[i]!
      if (prefix === -1) roots += total[i]!
      else total[prefix]! += total[i]!
    }
    expect(Math.abs(roots - all)).toBeLessThanOrEqual(1e-9 * size)
  }
}

function expectSame(found: Sayings, wanted: Sayings, kind: CorpusKind): void {
  const { slack = 1e-9, rounding = 0 } = kind
  for (const part of ['paths', 'calls', 'others'] as const) {
    const isZero = (values: readonly number[]) => part === 'paths' && values.every(value => value === 0)
    for (const [key, values] of wanted[part]) {
      if (isZero(values) && !found[part].has(key)) continue
      const other = found[part].get(key)
      if (other === undefined) expect(other, `${key} is missing`).toBeDefined()
      for (const [k, value] of values.entries()) {
        if (Number.isNaN(value) && Number.isNaN(other![k]!)) continue
        // What was rounded once per sample is off by as much as there are samples: the second value where there is one.
        const tolerance = slack * Math.abs(value) + rounding * Math.max(1, values[1] ?? 1)
        if (!(Math.abs(other![k]! - value) <= tolerance)) expect(other, key).toEqual(values)
      }
    }
    const extra = [...found[part]].filter(([key, values]) => !wanted[part].has(key) && !isZero(values))
    expect(extra).toEqual([])
  }
}
