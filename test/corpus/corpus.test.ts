import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { PyrometerError } from '../../src/base/errors.ts'
import { readAny } from '../../src/formats/read-any.ts'
import { detectFormat, FORMATS } from '../../src/formats/registry.ts'
import { unwrapBytes } from '../../src/formats/unwrap-bytes.ts'
import { detectWrapper } from '../../src/formats/wrapper.ts'
import { decodeRecording } from '../../src/model/codec/read.ts'
import { encodeRecording } from '../../src/model/codec/write.ts'
import { assertIntegrity } from '../../src/model/integrity.ts'
import type { Recording } from '../../src/model/recording.ts'
import { type CorpusFile, corpusFiles, hasCorpus } from '../support/corpus.ts'
import { type Sayings, sayingsOf } from '../support/paths-and-calls.ts'
import { writeWith } from '../support/read-format.ts'

const FOLDERS = ['collapsed', 'pprof', 'speedscope', 'cpuprofile', 'pstats', 'py-spy']

/** Inputs of other kinds that lie in the folders: no format may claim them. */
const FOREIGN = /empty__empty|nameattr|palette|cpu-model\.json|pyspy(?:-afterfix)?\.txt$/
/** Inputs that are broken on purpose. */
const BROKEN = /speedscope__invalid__/
const TRUNCATIONS = 50

const files = FOLDERS.flatMap(folder => corpusFiles(folder))
const good = files.filter(file => !FOREIGN.test(file.name) && !BROKEN.test(file.name))

describe.skipIf(!hasCorpus)('every file of the corpus (needs the corpus)', () => {
  it('is there in the numbers the index has', () => {
    expect(good.length).toBeGreaterThan(90)
  })

  it.each(good.map(file => [file.path, file] as const))('%s is found by its content', async (_, file) => {
    const head = await unwrapped(file)
    const own = detectFormat(head, file.name)
    const unnamed = detectFormat(head, 'unknown')
    expect(own?.format.id).toBe(formatOfFolder(file))
    expect(unnamed?.format.id).toBe(formatOfFolder(file))
  })

  it.each(
    good.map(file => [file.path, file] as const),
  )('%s is sound, and its sums agree', async (_, file) => {
    for (const recording of await readAny(file.bytes(), file.name)) {
      assertIntegrity(recording)
      expectRootsToHoldAll(recording)
    }
  })

  it.each(
    good.map(file => [file.path, file] as const),
  )('%s says the same after it is written', async (_, file) => {
    const recordings = await readAny(file.bytes(), file.name)
    for (const recording of recordings) {
      const bytes = encodeRecording(recording)
      expect(encodeRecording(decodeRecording(bytes)).length).toBe(bytes.length)
      expectSame(sayingsOf(decodeRecording(bytes)), sayingsOf(recording), 0)
    }
    const format = FORMATS.find(({ id }) => id === formatOfFolder(file))!
    const again = await readAny(await writeWith(format, recordings), file.name)
    expect(again.length).toBe(recordings.length)
    // .cpuprofile counts whole microseconds, and pauses of the others are sums of doubles.
    const slack = format.id === 'cpuprofile' ? 2e-3 : 1e-9
    for (const [i, recording] of recordings.entries())
      expectSame(sayingsOf(again[i]!), sayingsOf(recording), slack)
  })

  it.each(good.map(file => [file.path, file] as const))('%s reads the same gzipped', async (_, file) => {
    const bytes = file.bytes()
    const plain = await readAny(bytes, file.name)
    const wrapped = await readAny(new Uint8Array(gzipSync(bytes)), file.name)
    expect(digestOf(wrapped)).toBe(digestOf(plain))
  })

  const texts = good.filter(
    file => /^(?:collapsed|speedscope|cpuprofile|py-spy)\//.test(file.path) && isUtf8(file),
  )
  it.each(
    texts.map(file => [file.path, file] as const),
  )('%s reads the same with CRLF, a mark, UTF-16', async (_, file) => {
    const text = new TextDecoder().decode(await unwrapped(file)).replaceAll('\r\n', '\n')
    const utf8 = (variant: string) => new Uint8Array(Buffer.from(variant, 'utf8'))
    const variants = [
      utf8(text.replaceAll('\n', '\r\n')),
      utf8(`\ufeff${text}`),
      new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le')),
      new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le').swap16()),
    ]
    const plain = digestOf(await readAny(utf8(text), file.name))
    for (const variant of variants) {
      expect(digestOf(await readAny(variant, file.name))).toBe(plain)
    }
  })

  it.each(
    good.map(file => [file.path, file] as const),
  )('%s fails in one line or reads soundly when cut off', async (_, file) => {
    const bytes = await unwrapped(file)
    for (let i = 0; i < TRUNCATIONS; i++) {
      await expectCleanEnd(bytes.subarray(0, Math.floor((i * bytes.length) / TRUNCATIONS)), file.name)
    }
    await expectCleanEnd(file.bytes().subarray(0, Math.floor(file.bytes().length / 2)), file.name)
  })

  it.each(
    files.filter(file => FOREIGN.test(file.name)).map(file => [file.path, file] as const),
  )('%s is claimed by no format', async (_, file) => {
    await expect(readAny(file.bytes(), file.name)).rejects.toMatchObject({ code: 'PYRO_UNKNOWN_FORMAT' })
  })

  it.each(
    files.filter(file => BROKEN.test(file.name)).map(file => [file.path, file] as const),
  )('%s fails with its format and place', async (_, file) => {
    await expect(readAny(file.bytes(), file.name)).rejects.toThrow(/^speedscope: profiles\[0\]\.events/)
  })
})

function formatOfFolder(file: CorpusFile): string {
  const folder = file.path.split('/')[0]!
  return folder === 'py-spy' ? 'collapsed' : folder
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

async function unwrapped(file: CorpusFile): Promise<Uint8Array> {
  const bytes = file.bytes()
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
    let roots = 0
    for (let i = 0; i < column.length; i++) {
      all += column[i]!
      const stack = stacks.samples.stack[i]!
      if (stack === -1) roots += column[i]!
      else total[stack]! += column[i]!
    }
    for (let i = total.length - 1; i >= 0; i--) {
      const prefix = shared.stacks.prefix[i]!
      if (prefix === -1) roots += total[i]!
      else total[prefix]! += total[i]!
    }
    expect(Math.abs(roots - all)).toBeLessThanOrEqual(1e-9 * Math.abs(all))
  }
}

function expectSame(found: Sayings, wanted: Sayings, slack: number): void {
  for (const kind of ['paths', 'calls'] as const) {
    const isZero = (values: readonly number[]) => kind === 'paths' && values.every(value => value === 0)
    for (const [key, values] of wanted[kind]) {
      if (isZero(values) && !found[kind].has(key)) continue
      const other = found[kind].get(key)
      if (other === undefined) expect(other, `${key} is missing`).toBeDefined()
      for (const [k, value] of values.entries()) {
        if (Number.isNaN(value) && Number.isNaN(other![k]!)) continue
        const difference = Math.abs(other![k]! - value)
        if (difference > slack * Math.abs(value) + (slack === 2e-3 ? 2000 * (values[1] ?? 1) : 0))
          expect(other, key).toEqual(values)
      }
    }
    const extra = [...found[kind]].filter(([key, values]) => !wanted[kind].has(key) && !isZero(values))
    expect(extra).toEqual([])
  }
}
