import { readFileSync, writeFileSync } from 'node:fs'
import { callsFromStacks } from '../../src/analysis/tree/calls-from-stacks.ts'
import { PyrometerError, UsageError } from '../../src/base/errors.ts'
import { seededRandom } from '../../src/base/random.ts'
import type { Format } from '../../src/formats/format.ts'
import { unwrapBytes } from '../../src/formats/opening/unwrap-chunks.ts'
import { detectWrapper } from '../../src/formats/opening/wrapper.ts'
import { FORMATS } from '../../src/formats/registry.ts'
import { assertIntegrity } from '../../src/model/integrity.ts'
import { type CorpusFile, corpusFiles, fixtureFiles } from '../support/corpus.ts'
import { generateRecording } from '../support/generate-recording.ts'
import { processorTime } from '../support/processor-time.ts'
import { readWith, writeWith } from '../support/read-format.ts'
import { recordingFromText } from '../support/recording-from-text.ts'

/** An input that a reader did not survive. */
export interface Casualty {
  readonly format: string
  readonly seed: number
  readonly round: number
  readonly bytes: Uint8Array
  readonly problem: string
}

/** So many mutated files each reader is tried with; `npm run fuzz` goes on with other seeds. */
export const FUZZ_ROUNDS = Number(process.env.PYROMETER_FUZZ_ROUNDS ?? 1000)
/** More processor time than this is a hang, for inputs of some kilobytes. */
const HANG_MS = 5000
const LARGEST_SEED_FILE = 20_000
const LARGEST_ONLY_SEED = 60_000

/** Files for a reader to start from: what its own writer makes where it has one, and the small ones of `files`. */
export async function seedFiles(format: Format, files: readonly CorpusFile[]): Promise<Uint8Array[]> {
  const seeds: Uint8Array[] = []
  if (format.write !== undefined) {
    for (const recording of OWN) {
      const whole = format.needs === 'calls' ? { ...recording, calls: callsFromStacks(recording) } : recording
      const written = await writeWith(format, [whole]).catch(refused)
      if (written !== null) seeds.push(await unwrapped(written))
    }
  }
  const largest = seeds.length > 0 ? LARGEST_SEED_FILE : LARGEST_ONLY_SEED
  for (const file of files) {
    const bytes = await unwrapped(file.bytes())
    if (bytes.length > 0 && bytes.length <= largest) seeds.push(bytes)
  }
  if (seeds.length > 0) return seeds
  // Nothing small: the beginning of the smallest.
  const beginnings = await Promise.all(files.map(async file => unwrapped(file.bytes())))
  return beginnings
    .sort((a, b) => a.length - b.length)
    .slice(0, 2)
    .map(bytes => bytes.subarray(0, LARGEST_ONLY_SEED))
}

/** Formats of lines or timelines refuse a recording of stacks. */
function refused(error: unknown): null {
  if (error instanceof UsageError) return null
  throw error
}

const OWN = [
  recordingFromText('1 3\nmain[file:a.py][line:3]  main[file:a.py]\nread  parse', { name: 'fuzz' }),
  generateRecording({ stacks: 40, samples: 60, funcs: 12, maxDepth: 12 }),
]

async function unwrapped(bytes: Uint8Array): Promise<Uint8Array> {
  const wrapper = detectWrapper(bytes)
  return wrapper === null ? bytes : unwrapBytes(bytes, wrapper)
}

/**
 * Feeds a reader as many mutated files. The same seed gives the same inputs in the same order, on any machine. Returns the
 * first that ended in anything but a sound recording or a PyrometerError; null: none did.
 */
export async function fuzzReader(
  format: Format,
  { seed, rounds, files }: { seed: number; rounds: number; files: readonly Uint8Array[] },
): Promise<Casualty | null> {
  const random = seededRandom(seed)
  for (let round = 0; round < rounds; round++) {
    const bytes = mutate(files[Math.floor(random() * files.length)]!, random)
    const problem = await problemOf(format, bytes)
    if (problem !== null) return { format: format.id, seed, round, bytes, problem }
  }
  return null
}

async function problemOf(format: Format, bytes: Uint8Array): Promise<string | null> {
  const took = processorTime()
  try {
    format.detect(bytes.subarray(0, 65_536), 'fuzz')
    for (const recording of await readWith(format, bytes, 'fuzz')) assertIntegrity(recording)
  } catch (error) {
    if (!(error instanceof PyrometerError))
      return error instanceof Error ? (error.stack ?? error.message) : String(error)
    if (error.message.includes('\n')) return `a message of several lines: ${error.message}`
  }
  const milliseconds = took()
  return milliseconds > HANG_MS ? `took ${milliseconds.toFixed(0)} ms` : null
}

const TOKENS = [
  ...['0', '-1', '1e999', '4294967296', '9007199254740993', 'null', '""', '[]', '{}', 'true', '"x"', '-0.5'],
  ...[' ', '\n', '\r\n', ';', ',', '\0', '\ufeff', '}', ']', '{"a":', '[[[[', '18446744073709551615'],
].map(text => new Uint8Array(Buffer.from(text, 'utf8')))
const BYTES = [0, 1, 0x7f, 0x80, 0xff, 0x20, 0x0a, 0x28, 0xa8]

/** One to eight random changes: bits, bytes, numbers, pieces moved, doubled or taken out, tokens put in, the end cut off. */
export function mutate(original: Uint8Array, random: () => number): Uint8Array {
  let bytes = original.slice()
  const whole = (below: number) => Math.floor(random() * below)
  for (let changes = 1 + whole(8); changes > 0 && bytes.length > 0; changes--) {
    const at = whole(bytes.length)
    switch (whole(9)) {
      case 0:
        bytes[at]! ^= 1 << whole(8)
        break
      case 1:
        bytes[at] = BYTES[whole(BYTES.length)]!
        break
      case 2:
        bytes[at] = whole(256)
        break
      case 3:
        bytes = bytes.slice(0, at)
        break
      case 4:
        bytes = splice(bytes, { at, remove: 1 + whole(16), insert: new Uint8Array(0) })
        break
      case 5: {
        const from = whole(bytes.length)
        bytes = splice(bytes, { at, remove: 0, insert: bytes.slice(from, from + 1 + whole(64)) })
        break
      }
      case 6:
        bytes = splice(bytes, { at, remove: whole(4), insert: TOKENS[whole(TOKENS.length)]! })
        break
      case 7:
        bytes = replaceNumber(bytes, at, TOKENS[whole(TOKENS.length)]!)
        break
      default:
        for (let i = at; i < Math.min(bytes.length, at + 4); i++) bytes[i] = whole(256)
    }
  }
  return bytes
}

function splice(
  bytes: Uint8Array,
  { at, remove, insert }: { at: number; remove: number; insert: Uint8Array },
): Uint8Array<ArrayBuffer> {
  const rest = bytes.subarray(Math.min(bytes.length, at + remove))
  const result = new Uint8Array(at + insert.length + rest.length)
  result.set(bytes.subarray(0, at))
  result.set(insert, at)
  result.set(rest, at + insert.length)
  return result
}

/** Puts a token in the place of the first number in text at or after `at`: what a byte here and there seldom reaches. */
function replaceNumber(bytes: Uint8Array, at: number, token: Uint8Array): Uint8Array<ArrayBuffer> {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39
  let start = at
  while (start < bytes.length && !isDigit(bytes[start])) start++
  let end = start
  while (isDigit(bytes[end])) end++
  return splice(bytes, { at: start, remove: end - start, insert: token })
}

/** Fuzzes every reader in turns without end, saving what a reader does not survive. For `npm run fuzz`. */
export async function fuzzForever(options: {
  seed: number
  say: (text: string) => void
  folder: string
}): Promise<never> {
  const seeds = new Map<Format, Uint8Array[]>()
  for (const format of FORMATS.filter(format => format.read !== undefined)) {
    const files = format.id === 'pyrometer' ? [] : [...corpusFiles(format.id), ...fixtureFiles(format.id)]
    const found = await seedFiles(format, files)
    if (found.length > 0) seeds.set(format, found)
  }
  for (let seed = options.seed; ; seed++) {
    for (const [format, files] of seeds) {
      const casualty = await fuzzReader(format, { seed, rounds: FUZZ_ROUNDS, files })
      options.say(`seed ${seed}: ${format.id}: ${casualty?.round ?? FUZZ_ROUNDS} inputs`)
      if (casualty === null) continue
      const path = `${options.folder}/fuzz-${casualty.format}-${seed}-${casualty.round}.bin`
      writeFileSync(path, casualty.bytes)
      options.say(`  ${casualty.problem}\n  saved as ${path}`)
    }
  }
}

/** Reads one saved casualty again. */
export async function replay(formatId: string, path: string): Promise<string | null> {
  const format = FORMATS.find(({ id }) => id === formatId)
  if (format === undefined) throw new TypeError(`There is no format ${formatId}`)
  return problemOf(format, new Uint8Array(readFileSync(path)))
}
