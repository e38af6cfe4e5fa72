import { ByteStrings } from '../../base/byte-strings.ts'
import { growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType, type Warning } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { type FrameText, parseFrameText } from './frame-text.ts'
import { type LineCounts, parseCounts, parsePlainCount, startOfDigits } from './parse-line.ts'

const SEMICOLON = 59

const ONE: readonly ValueType[] = [{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }]
const TWO: readonly ValueType[] = [
  { name: 'before', unit: 'count', kind: 'sum', precision: 'sampled' },
  { name: 'after', unit: 'count', kind: 'sum', precision: 'sampled' },
]
const NOTHING = [0, 0]

/** Files from this size on are given room at once for the stacks they may hold: as many as this many bytes are one of. */
const LARGE = 1 << 26
const BYTES_A_STACK = 16
/** Bytes of stacks whose text is remembered. A file with more than that repeats few of them. */
const REMEMBERED = 1 << 25
/** After so many looks into full memory it is judged: where fewer than one in eight found something, it is given up. */
const JUDGED_AFTER = 1 << 16

/**
 * The distinct stacks and their weights while they are read. A stack that came before is known by its bytes, without being
 * taken apart; where too many are distinct to remember them all, the rest is found frame by frame.
 */
export class StackTable {
  readonly #format: string
  readonly #shared = new SharedBuilder()
  #texts = new ByteStrings()
  /** Looks into full memory, and those that found something. */
  #looks = 0
  #hits = 0
  /** Row of a remembered text; its stack where each line has a row of its own. */
  #placeOfText = growableInt32()
  /** By stack and 0. */
  readonly #rowOfStack = new PairMap()
  readonly #frameTexts = new ByteStrings()
  readonly #frames = growableInt32()
  readonly #part: StacksBuilder
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #counts: LineCounts = { stackEnd: 0, last: 0, first: 0 }
  readonly #remembered: number
  readonly #isInOrder: boolean
  readonly #isPlain: boolean
  /** Whether any frame was written `file:name:12`. */
  #isFileFirst = false
  /** Whether any frame said line 0. */
  #hasLineZero = false

  /** Of lines with one count, or with one before and one after. `format` is named in errors; text is remembered until
   *  there are `remembered` bytes of it. `isInOrder` gives each line a row of its own; `isPlain` takes no frame apart and finds
   *  one count as flamegraph.pl does, lines that may have two, or fractions, are rows of their own; `size` is that of the text in bytes, null
   *  unknown. */
  constructor(
    format: string,
    counts: 1 | 2,
    options: {
      readonly remembered?: number
      readonly isInOrder?: boolean
      readonly isPlain?: boolean
      readonly size?: number | null
    } = {},
  ) {
    if ((options.size ?? 0) >= LARGE) this.#shared.expectStacks(Math.ceil(options.size! / BYTES_A_STACK))
    this.#format = format
    this.#remembered = options.remembered ?? REMEMBERED
    this.#isInOrder = options.isInOrder === true
    this.#isPlain = options.isPlain === true
    this.#part = counts === 1 ? new StacksBuilder(ONE) : new StacksBuilder(TWO, 1)
  }

  get isEmpty(): boolean {
    return this.#part.samples.length === 0
  }

  /** Adds a line's counts to its stack; false when the line is none. @throws LimitError. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const found = this.#counts
    const [first, second] = this.#part.weights
    if (this.#isPlain) return this.#addPlain(bytes, start, end)
    if (!parseCounts(bytes, start, end, second === undefined ? 1 : 2, found)) return false
    if (bytes[start] === 35 && bytes[start + 1] === 32) return false
    const row = this.#rowOf(bytes, start, found.stackEnd)
    if (second === undefined) first!.set(row, first!.get(row) + found.last)
    else {
      first!.set(row, first!.get(row) + found.first)
      second.set(row, second.get(row) + found.last)
    }
    return true
  }

  #addPlain(bytes: Uint8Array, start: number, end: number): boolean {
    const found = this.#counts
    if (!parsePlainCount(bytes, start, end, found)) return false
    // A sum of fractions depends on their order.
    const isAlone = !Number.isInteger(found.last) || startOfDigits(bytes, start, found.stackEnd) !== -1
    const row = isAlone
      ? this.#part.add({ stack: this.#stackOf(bytes, start, found.stackEnd) }, NOTHING)
      : this.#rowOf(bytes, start, found.stackEnd)
    const [weight] = this.#part.weights
    weight!.set(row, weight!.get(row) + found.last)
    return true
  }

  finish(name: string | null, warnings: readonly Warning[]): Recording {
    return {
      ...NO_PARTS,
      meta: meta({
        name: titleOf(name, 'collapsed stacks'),
        recorder: { name: this.#format, version: null, mode: null, settings: {} },
        importedFrom: { format: this.#format, file: name },
        warnings,
        extra: this.#extra(),
      }),
      shared: this.#shared.finish(),
      stacks: this.#part.finish(false),
    }
  }

  /** How frames were written where their names and lines do not tell. */
  #extra(): Recording['meta']['extra'] {
    if (this.#isFileFirst) return { collapsed: { frames: 'file:name:line' } }
    return this.#hasLineZero ? { collapsed: { hasLineZero: true } } : {}
  }

  #rowOf(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#texts.size
    const isFull = this.#looks > 0 || this.#texts.byteLength >= this.#remembered
    const text = isFull ? this.#look(bytes, start, end) : this.#texts.intern(bytes, start, end)
    if (text !== -1 && text !== known) {
      const place = this.#placeOfText.get(text)
      return this.#isInOrder ? this.#part.add({ stack: place }, NOTHING) : place
    }
    const stack = this.#stackOf(bytes, start, end)
    if (this.#isInOrder) {
      if (!isFull) this.#placeOfText.push(stack)
      return this.#part.add({ stack }, NOTHING)
    }
    let row = this.#rowOfStack.get(stack, 0)
    if (row === -1) {
      row = this.#part.add({ stack }, NOTHING)
      this.#rowOfStack.set(stack, 0, row)
    }
    if (!isFull) this.#placeOfText.push(row)
    return row
  }

  /** The remembered text in full memory, -1 where it is not there. */
  #look(bytes: Uint8Array, start: number, end: number): number {
    if (this.#texts.size === 0) return -1
    const text = this.#texts.find(bytes, start, end)
    this.#looks++
    if (text !== -1) this.#hits++
    else if (this.#looks >= JUDGED_AFTER && 8 * this.#hits < this.#looks) {
      this.#texts = new ByteStrings()
      this.#placeOfText = growableInt32()
    }
    return text
  }

  #stackOf(bytes: Uint8Array, start: number, end: number): number {
    let stack = -1
    let depth = 0
    for (let at = start; at < end || (at === end && at > start && bytes[end - 1] === SEMICOLON); ) {
      let stop = at
      while (stop < end && bytes[stop] !== SEMICOLON) stop++
      stack = this.#shared.stack(stack, this.#frameOf(bytes, at, stop))
      assertDepth(this.#format, ++depth)
      at = stop + 1
    }
    assertStackCount(this.#format, this.#shared.stacks.length)
    return stack
  }

  #frameOf(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#frameTexts.size
    const index = this.#frameTexts.intern(bytes, start, end)
    if (index !== known) return this.#frames.get(index)
    const text = this.#decoder.decode(bytes.subarray(start, end))
    const { name, file, line, kind, isInlined, isFileFirst, isLineZero } = this.#isPlain
      ? plainFrame(text)
      : parseFrameText(text)
    if (isFileFirst === true) this.#isFileFirst = true
    if (isLineZero === true) this.#hasLineZero = true
    const func = this.#shared.func(file === null ? { name, kind } : { name, file, kind })
    const frame = this.#shared.frame({ func, line, inlined: isInlined ? 1 : 0 })
    this.#frames.push(frame)
    return frame
  }
}

function plainFrame(name: string): FrameText {
  return { name, file: null, line: -1, kind: FuncKind.unknown, isInlined: false }
}
