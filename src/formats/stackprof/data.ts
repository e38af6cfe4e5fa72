import { FormatError, LimitError } from '../../base/errors.ts'
import { parseJson } from '../decoding/json/parse-json.ts'
import { isMarshal, type RubyValue, readMarshal } from '../decoding/ruby-marshal/read-marshal.ts'

const FORMAT = 'stackprof'

/** A function of a dump. */
export interface StackprofFrame {
  readonly id: number
  readonly name: string
  readonly file: string | null
  /** Line of the definition, -1 unknown. */
  readonly line: number
  readonly self: number
  readonly total: number
  /** Samples in which the function called another one, by the other's id. */
  readonly edges: readonly (readonly [id: number, samples: number])[]
  /** Samples in a line: total and self; where the dump has one figure only, it is the total. */
  readonly lines: readonly (readonly [line: number, total: number, self: number])[]
}

/** A dump, checked. */
export interface StackprofData {
  readonly version: string
  readonly mode: string
  /** Microseconds, or objects. */
  readonly interval: number
  readonly samples: number
  readonly missed: number | null
  readonly metadata: Readonly<Record<string, string>>
  readonly frames: readonly StackprofFrame[]
  /** Stacks one after the other: length, ids root first, how often; null where stacks were not kept. */
  readonly raw: readonly unknown[] | null
  /** The lines that were executing, beside `raw`. */
  readonly rawLines: readonly unknown[] | null
  /** Microseconds of a clock, one a sample. */
  readonly timestamps: readonly unknown[] | null
  /** Microseconds since the sample before, one a sample. */
  readonly deltas: readonly unknown[] | null
}

/** Reads a dump in either encoding. @throws FormatError, LimitError. */
export function readStackprofData(bytes: Uint8Array): StackprofData {
  const root = isMarshal(bytes) ? readMarshal(bytes, FORMAT) : parseJson(FORMAT, bytes).value
  return new Checker(bytes.length).data(root)
}

/** Checks values that nobody has checked. In Marshal a large value may be referred to often: work is bounded by the bytes. */
class Checker {
  #left: number

  constructor(size: number) {
    this.#left = size + 1000
  }

  data(root: unknown): StackprofData {
    const get = fieldsOf(root)
    if (get === null) throw new FormatError(FORMAT, 'expected a hash with frames')
    const frames = this.#entries(get('frames'), 'frames')
    return {
      version: String(get('version') ?? ''),
      mode: typeof get('mode') === 'string' ? String(get('mode')) : 'custom',
      interval: number(get('interval'), 1),
      samples: number(get('samples'), 0),
      missed: typeof get('missed_samples') === 'number' ? number(get('missed_samples'), 0) : null,
      metadata: Object.fromEntries(
        this.#entries(get('metadata') ?? new Map(), 'metadata').map(([key, value]) => [
          String(key),
          printed(value),
        ]),
      ),
      frames: frames.map(([id, frame]) => this.#frame(Number(id), frame)),
      raw: listOf(get('raw')),
      rawLines: listOf(get('raw_lines')),
      timestamps: listOf(get('raw_sample_timestamps')),
      deltas: listOf(get('raw_timestamp_deltas')),
    }
  }

  #frame(id: number, value: unknown): StackprofFrame {
    const get = fieldsOf(value)
    if (get === null) throw new FormatError(FORMAT, `frame ${id}: expected a hash`)
    const [name, file] = [get('name'), get('file')]
    const line = number(get('line'), -1)
    return {
      id,
      name: typeof name === 'string' && name !== '' ? name : '(unknown)',
      file: typeof file === 'string' && file !== '' ? file : null,
      line: Number.isInteger(line) && line > 0 && line <= 0x7fffffff ? line : -1,
      self: number(get('samples'), 0),
      total: number(get('total_samples'), 0),
      edges: this.#entries(get('edges') ?? new Map(), 'edges').map(
        ([callee, samples]) => [Number(callee), number(samples, 0)] as const,
      ),
      lines: this.#entries(get('lines') ?? new Map(), 'lines').map(([at, figures]) => {
        const both = Array.isArray(figures) ? figures : [figures, Number.NaN]
        return [Number(at), number(both[0], 0), number(both[1], Number.NaN)] as const
      }),
    }
  }

  #entries(value: unknown, what: string): (readonly [unknown, unknown])[] {
    const entries =
      value instanceof Map
        ? [...(value as ReadonlyMap<unknown, unknown>)]
        : typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.entries(value)
          : null
    if (entries === null) throw new FormatError(FORMAT, `${what}: expected a hash`)
    this.#left -= entries.length
    if (this.#left < 0) throw new LimitError(FORMAT, 'the dump refers to more than its bytes can hold')
    return entries
  }
}

function fieldsOf(value: unknown): ((key: string) => unknown) | null {
  if (value instanceof Map) return key => (value as ReadonlyMap<RubyValue, RubyValue>).get(key)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return key => (Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined)
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null
}

function number(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback
}

function printed(value: unknown): string {
  return typeof value === 'object' && value !== null ? '…' : String(value)
}
