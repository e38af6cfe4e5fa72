import { ByteStrings } from '../../base/byte-strings.ts'
import { FormatError } from '../../base/errors.ts'
import { type Growable, growableFloat64 } from '../../base/growable.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { meta, type Recording, type ValueType, type Warning } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { parseFrameText } from './frame-text.ts'
import { type LineCounts, parseCounts } from './parse-line.ts'

const FORMAT = 'collapsed'
const SEMICOLON = 59
/** Lines looked at before it is decided whether each has two counts. */
const TRIAL_LINES = 64

const ONE: readonly ValueType[] = [{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }]
const TWO: readonly ValueType[] = [
  { name: 'before', unit: 'count', kind: 'sum', precision: 'sampled' },
  { name: 'after', unit: 'count', kind: 'sum', precision: 'sampled' },
]

/**
 * Reads collapsed stacks. Equal stacks are added up, since the lines have no order in time; a row's place is where its
 * stack came first. A whole line's stack is looked up by its bytes, so a stack is only taken apart once: O(bytes), memory
 * for the distinct stacks. Lines that are no stacks are left out and counted in a warning.
 * @throws FormatError when no line is one.
 */
export async function readCollapsed(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const table = new StackTable()
  const trial: Uint8Array[] = []
  let counts: 1 | 2 | null = null
  const settle = () => {
    counts = trial.length > 0 && trial.every(hasTwoCounts) ? 2 : 1
    for (const line of trial) table.add(line, 0, line.length, counts)
    trial.length = 0
  }
  const odd: OddLines = { count: 0, first: 0 }
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      if (counts === null) {
        if (isBlankOrComment(bytes, start, end)) return
        if (!table.isCounted(bytes, start, end)) return noteOdd(odd, line)
        trial.push(bytes.slice(start, end))
        if (trial.length === TRIAL_LINES) settle()
      } else if (!table.add(bytes, start, end, counts) && !isBlankOrComment(bytes, start, end)) {
        noteOdd(odd, line)
      }
    },
  })
  if (counts === null) settle()
  if (table.isEmpty) {
    throw new FormatError(FORMAT, 'expected lines of a stack and a count ("main;read 12"), found none', {
      line: odd.count > 0 ? odd.first : 1,
    })
  }
  return [table.finish(input.name, counts === 2 ? TWO : ONE, warningsOf(odd))]
}

interface OddLines {
  count: number
  first: number
}

function noteOdd(odd: OddLines, line: number): void {
  if (odd.count++ === 0) odd.first = line
}

function warningsOf({ count, first }: OddLines): Warning[] {
  if (count === 0) return []
  const message = 'Lines that are no stack with a count were left out.'
  return [{ code: 'unreadable-lines', message, count, firstAt: `line ${first}` }]
}

function isBlankOrComment(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at++
  return at === end || (bytes[start] === 35 && bytes[start + 1] === 32)
}

/** Whether a line is `stack before after`, as difffolded.pl writes it. */
function hasTwoCounts(line: Uint8Array): boolean {
  return parseCounts(line, 0, line.length, 2, { stackEnd: 0, last: 0, first: 0 })
}

/** The distinct stacks and their weights while they are read. */
class StackTable {
  readonly #shared = new SharedBuilder()
  readonly #texts = new ByteStrings()
  readonly #frameTexts = new ByteStrings()
  readonly #frames: number[] = []
  /** Per distinct text its stack, its last count and the count before. */
  readonly #stacks: number[] = []
  readonly #last: Growable<Float64Array> = growableFloat64()
  readonly #first: Growable<Float64Array> = growableFloat64()
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #counts: LineCounts = { stackEnd: 0, last: 0, first: 0 }

  get isEmpty(): boolean {
    return this.#texts.size === 0
  }

  isCounted(bytes: Uint8Array, start: number, end: number): boolean {
    return parseCounts(bytes, start, end, 1, this.#counts)
  }

  /** Adds a line's counts to its stack; false when the line is none. */
  add(bytes: Uint8Array, start: number, end: number, counts: 1 | 2): boolean {
    const found = this.#counts
    if (!parseCounts(bytes, start, end, counts, found)) return false
    if (bytes[start] === 35 && bytes[start + 1] === 32) return false
    const known = this.#texts.size
    const text = this.#texts.intern(bytes, start, found.stackEnd)
    if (text === known) {
      this.#stacks.push(this.#stackOf(bytes, start, found.stackEnd))
      this.#last.push(found.last)
      this.#first.push(counts === 2 ? found.first : 0)
    } else {
      this.#last.set(text, this.#last.get(text) + found.last)
      if (counts === 2) this.#first.set(text, this.#first.get(text) + found.first)
    }
    return true
  }

  finish(name: string | null, valueTypes: readonly ValueType[], warnings: readonly Warning[]): Recording {
    const part = new StacksBuilder(valueTypes, valueTypes.length - 1)
    for (const [i, stack] of this.#stacks.entries()) {
      part.add(
        { stack },
        valueTypes.length === 2 ? [this.#first.get(i), this.#last.get(i)] : [this.#last.get(i)],
      )
    }
    return {
      meta: meta({
        name: titleOf(name, 'collapsed stacks'),
        recorder: { name: 'collapsed', version: null, mode: null, settings: {} },
        importedFrom: { format: FORMAT, file: name },
        warnings,
      }),
      shared: this.#shared.finish(),
      stacks: part.finish(false),
      calls: null,
      lines: null,
      timelines: [],
      marks: null,
      counters: [],
    }
  }

  #stackOf(bytes: Uint8Array, start: number, end: number): number {
    let stack = -1
    let depth = 0
    for (let at = start; at < end || (at === end && at > start && bytes[end - 1] === SEMICOLON); ) {
      let stop = at
      while (stop < end && bytes[stop] !== SEMICOLON) stop++
      stack = this.#shared.stack(stack, this.#frameOf(bytes, at, stop))
      assertDepth(FORMAT, ++depth)
      at = stop + 1
    }
    assertStackCount(FORMAT, this.#shared.stacks.length)
    return stack
  }

  #frameOf(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#frameTexts.size
    const text = this.#frameTexts.intern(bytes, start, end)
    if (text !== known) return this.#frames[text]!
    const { name, file, line, kind, isInlined } = parseFrameText(
      this.#decoder.decode(bytes.subarray(start, end)),
    )
    const func = this.#shared.func({ name, kind, ...(file === null ? {} : { file }) })
    const frame = this.#shared.frame({ func, line, inlined: isInlined ? 1 : 0 })
    this.#frames.push(frame)
    return frame
  }
}
