import { ByteStrings } from '../../base/byte-strings.ts'
import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { StackPath } from '../importing/stack-path.ts'
import { Warnings } from '../importing/warnings.ts'
import { framesOfText } from './frame-text.ts'

const FORMAT = 'dtrace'
const TITLES = /^\s*CPU\s+ID\s+FUNCTION:NAME\s*$/
/** "  0  9153   uiomove:entry": a probe that fired. */
const PROBE = /^\s*\d+\s+\d+\s+(\S*:\S*)\s*$/
/** Digits of a count. */
const MAX_DIGITS = 18
/** Stacks are indented by 14, keys of an aggregation by 2. */
const STACK_INDENT = 8
const TAB = 9
const SPACE = 32
const PLUS = 43
const MINUS = 45
const ZERO = 48
const LETTER_X = 120

/**
 * Reads the stacks of DTrace's output. A number alone ends a stack and is its count; what a script prints besides stacks (names
 * of programs, ids) becomes its thread. A stack that no number ends, after a line of a probe, counts once. An empty line
 * between a kernel's and a program's stack joins them. O(bytes). Source: DTrace guide; lib/libdtrace/common/dt_consume.c.
 * @throws FormatError when there is no stack.
 */
export async function readDtrace(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const reader = new StackReader()
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle: (bytes, start, end, line) => reader.line(bytes, start, end, line),
  })
  reader.finish()
  const { shared, part, warnings } = reader
  if (part.samples.length === 0) {
    throw new FormatError(FORMAT, 'expected stacks (`module`function+0x12`) and their counts, found none', {
      line: 1,
    })
  }
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      { recorder: { name: 'dtrace', mode: 'native' }, warnings: warnings.list() },
      { shared, stacks: part.finish(false) },
    ),
  ]
}

class StackReader {
  readonly shared = new SharedBuilder()
  readonly part = new StacksBuilder([{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }])
  readonly warnings = new Warnings()
  /** Lines of frames without their offsets, which come again and again, and the frames of each, innermost first. */
  readonly #lines = new ByteStrings()
  readonly #framesOfLine: (readonly number[])[] = []
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #threads = new Map<string, number>()
  readonly #path = new StackPath(this.shared, FORMAT)
  #keys: string[] = []
  #isProbe = false

  line(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (start === end) return
    const symbolEnd = endWithoutOffset(bytes, start, end)
    const known = this.#lines.find(bytes, start, symbolEnd)
    if (known !== -1) {
      this.#add(this.#framesOfLine[known]!)
      return
    }
    const count = parseCount(bytes, start, end)
    if (!Number.isNaN(count)) {
      this.#end(count)
      return
    }
    const text = this.#decoder.decode(bytes.subarray(start, end))
    const trimmed = text.trim()
    if (trimmed === '') return
    if (PROBE.test(text) || TITLES.test(text)) {
      this.#endProbe(line)
      this.#isProbe = !TITLES.test(text)
    } else if (this.#isFrame(text, trimmed)) {
      this.#lines.intern(bytes, start, symbolEnd)
      const frames = framesOfText(trimmed, this.shared)
      this.#framesOfLine.push(frames)
      this.#add(frames)
    } else this.#keys.push(trimmed)
  }

  finish(): void {
    this.#endProbe(0)
  }

  #isFrame(text: string, trimmed: string): boolean {
    return (
      trimmed.includes('`') ||
      trimmed.startsWith('0x') ||
      text.length - text.trimStart().length >= STACK_INDENT
    )
  }

  #add(frames: readonly number[]): void {
    for (let i = 0; i < frames.length; i++) this.#path.push(frames[i]!)
  }

  #end(count: number): void {
    this.part.add({ stack: this.#path.finish(), thread: this.#thread() }, [count])
    this.#forget()
  }

  /** What stands before a probe's line: a stack of the probe before, or one whose count was cut off. */
  #endProbe(line: number): void {
    if (this.#path.depth > 0 && this.#isProbe) this.#end(1)
    else if (this.#path.depth > 0 || this.#keys.length > 0) {
      const message = 'Text that belongs to no stack, or to one without a count, was left out.'
      this.warnings.add('unreadable-lines', message, line === 0 ? null : `line ${line}`)
    }
    this.#forget()
  }

  #forget(): void {
    this.#path.depth = 0
    this.#keys = []
    this.#isProbe = false
  }

  #thread(): number {
    if (this.#keys.length === 0) return -1
    const name = this.#keys.map(key => key.replace(/\s+/g, ' ')).join(' ')
    let thread = this.#threads.get(name)
    if (thread === undefined) {
      thread = this.shared.thread({ name })
      this.#threads.set(name, thread)
    }
    return thread
  }
}

/** The whole number that a line is, NaN where it is none or something follows it. */
function parseCount(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isBlank(bytes[at]!)) at++
  const from = at
  if (bytes[at] === MINUS) at++
  if (at === end || end - at > MAX_DIGITS) return Number.NaN
  let value = 0
  for (let i = at; i < end; i++) {
    const digit = bytes[i]! - ZERO
    if (digit < 0 || digit > 9) return Number.NaN
    value = 10 * value + digit
  }
  if (value > Number.MAX_SAFE_INTEGER) return Number(String.fromCharCode(...bytes.subarray(from, end)))
  return at === from ? value : -value
}

/** Where a line ends without the offset in the function (`+0x12`), which most occurrences of a function differ by. */
function endWithoutOffset(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && IS_HEX[bytes[at - 1]!] === 1) at--
  const plus = at - 3
  const isOffset = at < end && bytes[at - 1] === LETTER_X && bytes[at - 2] === ZERO && bytes[plus] === PLUS
  return isOffset && plus > start && !isBlank(bytes[plus - 1]!) ? plus : end
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB
}

const IS_HEX = new Uint8Array(256)
for (const digit of '0123456789abcdef') IS_HEX[digit.charCodeAt(0)] = 1
