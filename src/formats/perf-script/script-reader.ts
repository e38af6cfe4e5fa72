import { SharedBuilder } from '../../model/shared-builder.ts'
import { StackPath } from '../importing/stack-path.ts'
import {
  emptyEventLine,
  endOfHex,
  findSingleFrame,
  isBlank,
  parseEventLine,
  type Span,
  skipBlank,
} from './event-line.ts'
import { FrameTable } from './frames.ts'
import { HeaderLines } from './header.ts'
import { KnownCallers } from './known-callers.ts'
import { SampleRows } from './sample-rows.ts'
import { ThreadTexts } from './threads.ts'
import { TimelessTexts } from './timeless-texts.ts'
import { Oddities } from './warnings.ts'

const TAB = 9
const SPACE = 32
const HASH = 35
const BAR = 124
const NONE = -1
const SIDE_RECORD = Array.from('PERF_RECORD_', char => char.charCodeAt(0))
const SOURCE_LINE = /(?::\d+(?: \(discriminator \d+\))?|\[[0-9a-f]+\]|^\?\?)(?: \(inlined\))?$/

/** Nothing, an event that may turn out to be none, an event, frames of no event. */
type Open = 'no' | 'maybe' | 'event' | 'frames'

/** Reads line by line: an event opens a sample, frames (innermost first) belong to it, an empty line or the next event ends it. */
export class ScriptReader {
  readonly shared = new SharedBuilder()
  readonly rows = new SampleRows()
  readonly threads = new ThreadTexts(this.shared)
  readonly header = new HeaderLines()
  readonly oddities = new Oddities()
  readonly #frames = new FrameTable(this.shared)
  readonly #path: StackPath
  readonly #callers: KnownCallers
  readonly #event = emptyEventLine()
  readonly #span: Span = { start: 0, end: 0 }
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #timeless = new TimelessTexts()
  /** The sample that is open. */
  #open: Open = 'no'
  #line = 0
  #header = NONE
  #eventNumber = NONE
  #time = Number.NaN
  #period = Number.NaN
  /** The frame on the event's own line, and whether other text stands there. */
  #single = NONE
  #hasText = false
  /** The empty line met last; before the first line there is one too. */
  #emptyLine = 0
  #isEmptyWithin = false

  constructor(format: string) {
    this.#path = new StackPath(this.shared, format)
    this.#callers = new KnownCallers(this.shared, this.#frames, this.#path)
  }

  /** Whether places in code name no binary between their brackets, as old releases of perf print it. */
  get hasEmptyBinary(): boolean {
    return this.#frames.hasEmptyBinary
  }

  /** Takes the next line. */
  line(bytes: Uint8Array, start: number, end: number): void {
    this.#line++
    const first = start === end ? SPACE : bytes[start]!
    if (first === TAB) this.#indented(bytes, start, end)
    else if (first === SPACE) this.#spaced(bytes, start, end)
    else if (first === HASH) this.header.add(this.#text(bytes, start, end))
    else if (first === BAR && this.#open !== 'no') this.oddities.note('source-text', this.#line)
    else if (!this.#takeEvent(bytes, start, end)) this.#takeTimeless(bytes, start, end)
  }

  #spaced(bytes: Uint8Array, start: number, end: number): void {
    if (skipBlank(bytes, start, end) === end) this.#empty()
    // A command's name stands right-aligned where no call chains were recorded, and may look like an address ("dd").
    else if (this.#takeEvent(bytes, start, end)) return
    else if (isNumberAlone(bytes, start, end)) this.#takeTimeless(bytes, start, end)
    else this.#indented(bytes, start, end)
  }

  /** How many of the bytes that follow a line it has taken itself: callers that it knows. */
  ahead(bytes: Uint8Array, start: number, end: number): number {
    const taken = this.#callers.ahead(bytes, start, end)
    this.#line += this.#callers.lines
    if (this.#callers.stack !== -2) this.#pushRow(this.#callers.stack)
    return taken
  }

  /** Ends the last sample. */
  finish(): void {
    this.#close()
  }

  #empty(): void {
    // Between an event and its frames there may be an empty line; a sample without frames ends at the next event.
    if (this.#path.depth > 0) this.#close()
    else if (this.#open === 'event' || this.#open === 'maybe') this.#isEmptyWithin = true
    this.#emptyLine = this.#line
  }

  #takeEvent(bytes: Uint8Array, start: number, end: number): boolean {
    const found = this.#event
    if (!parseEventLine(bytes, start, end, found)) return false
    this.#close()
    if (isSideRecord(bytes, found.nameStart, end)) {
      this.#noteSideRecord(this.#text(bytes, found.nameStart, end))
      return true
    }
    this.#open = 'event'
    this.#header = this.#threadOf(bytes, start, found.headerEnd)
    this.#time = this.rows.timeOf(found.seconds, found.nanoseconds)
    this.#period = found.period
    this.#eventNumber = this.rows.eventOf(bytes, found.nameStart, found.nameEnd)
    this.#takeRest(bytes, found.rest, end)
    return true
  }

  #takeTimeless(bytes: Uint8Array, start: number, end: number): void {
    const hasFrame = findSingleFrame(bytes, start, end, this.#span)
    const frame = hasFrame ? this.#frames.intern(bytes, this.#span.start, this.#span.end) : NONE
    const found = this.#timeless.of(bytes, start, hasFrame ? this.#span.start : end)
    const { line, header, event } = found
    if (line === null && !hasFrame && !found.isBlankEnded) {
      this.oddities.note('unreadable-lines', this.#line)
      return
    }
    this.#close()
    if (found.side !== null) {
      this.#noteSideRecord(found.side)
      return
    }
    this.#open = line === null && !hasFrame ? 'maybe' : 'event'
    this.#header = header.length === 0 ? NONE : this.#threadOf(header, 0, header.length)
    this.#eventNumber = this.rows.eventOf(event, 0, event.length)
    this.#period = line?.period ?? Number.NaN
    this.#single = frame
    this.#hasText = !hasFrame && found.hasRest
  }

  #takeRest(bytes: Uint8Array, start: number, end: number): void {
    if (skipBlank(bytes, start, end) === end) return
    if (findSingleFrame(bytes, start, end, this.#span)) {
      this.#single = this.#frames.intern(bytes, this.#span.start, this.#span.end)
    } else this.#hasText = true
  }

  /** A frame, or what stands between frames. */
  #indented(bytes: Uint8Array, start: number, end: number): void {
    const at = skipBlank(bytes, start, end)
    const hexEnd = endOfHex(bytes, at, end)
    const isAddress = hexEnd > at && hexEnd - at <= 16 && (hexEnd === end || isBlank(bytes[hexEnd]!))
    if (isAddress && !isInstruction(bytes, start, at, hexEnd)) this.#takeFrame(bytes, at, { start, end })
    else this.#takeAside(bytes, start, end)
  }

  #takeFrame(bytes: Uint8Array, at: number, line: Span): void {
    if (this.#open === 'no') {
      // `-F ip,sym`: an empty line begins a sample, or every line is one.
      if (this.rows.events.length > 0 || this.threads.threads.length > 0) {
        this.oddities.note('frames-without-sample', this.#line)
        return
      }
      this.#open = 'frames'
    } else if (this.#open === 'frames' && this.#emptyLine !== this.#line - 1 && bytes[line.start] === SPACE)
      this.#close('frames')
    if (this.#isEmptyWithin) {
      this.oddities.note('empty-line-in-sample', this.#line)
      this.#isEmptyWithin = false
    }
    const frame = this.#frames.intern(bytes, at, line.end)
    if (frame >= 0) {
      this.#path.push(frame)
      if (this.#open === 'event') this.#callers.after(frame)
    } else {
      for (const part of this.#frames.chain(frame)) this.#path.push(part)
    }
  }

  /** Lines of code below frames, branches, registers, instructions; and lines of `-F` without times. */
  #takeAside(bytes: Uint8Array, start: number, end: number): void {
    this.#callers.after(NONE)
    const at = skipBlank(bytes, start, end)
    if (this.#open !== 'no' && at - start === 2 && SOURCE_LINE.test(this.#text(bytes, at, end))) {
      this.#span.start = at
      this.#span.end = end
      if (this.#path.depth > 0) this.#path.top = this.#frames.atSource(this.#path.top, bytes, this.#span)
      else if (this.#single >= 0) this.#single = this.#frames.atSource(this.#single, bytes, this.#span)
    } else if (isBranchText(bytes, at, end)) this.oddities.note('branch-stacks', this.#line)
    else if (bytes[start] === SPACE) this.#takeTimeless(bytes, start, end)
    else this.oddities.note('unreadable-lines', this.#line)
  }

  #close(next: Open = 'no'): void {
    const isSample = this.#open === 'event' || this.#path.depth > 0
    if (this.#open === 'maybe' && !isSample) this.oddities.note('unreadable-lines', this.#line)
    if (isSample) {
      if (this.#path.depth === 0 && this.#single !== NONE) this.#pushSingle()
      this.#pushRow(this.#path.finish())
    } else this.#reset()
    this.#open = next
  }

  #pushRow(leaf: number): void {
    const { stack, header, event, time, period } = this.rows
    stack.push(leaf)
    header.push(this.#header)
    event.push(this.#eventNumber)
    time.push(this.#time)
    period.push(this.#period)
    if (this.#hasText) this.oddities.note('tracepoint-fields', this.#line)
    this.#reset()
  }

  #reset(): void {
    this.#open = 'no'
    this.#header = NONE
    this.#eventNumber = NONE
    this.#time = Number.NaN
    this.#period = Number.NaN
    this.#single = NONE
    this.#hasText = false
    this.#isEmptyWithin = false
  }

  #pushSingle(): void {
    if (this.#single >= 0) this.#path.push(this.#single)
    else for (const part of this.#frames.chain(this.#single)) this.#path.push(part)
  }

  #threadOf(bytes: Uint8Array, start: number, end: number): number {
    let stop = end
    while (stop > start && isBlank(bytes[stop - 1]!)) stop--
    const at = skipBlank(bytes, start, stop)
    return at === stop ? NONE : this.threads.intern(bytes, at, stop)
  }

  #noteSideRecord(text: string): void {
    const lost = /^PERF_RECORD_LOST\w* lost (\d{1,15})/.exec(text)
    if (lost === null) this.oddities.note('side-events', this.#line)
    else this.oddities.note('lost-samples', this.#line, Number(lost[1]))
  }

  #text(bytes: Uint8Array, start: number, end: number): string {
    return this.#decoder.decode(bytes.subarray(start, end))
  }
}

function isSideRecord(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start > SIDE_RECORD.length && SIDE_RECORD.every((byte, i) => bytes[start + i] === byte)
}

/** A period or an id alone (`-F period,ip,sym`): digits, and the space that perf leaves behind them. */
function isNumberAlone(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[end - 1] !== SPACE) return false
  const at = skipBlank(bytes, start, end)
  let digits = 0
  for (let i = at; i < end - 1; i++) if (bytes[i]! >= 48 && bytes[i]! <= 57) digits++
  return digits > 0 && digits === end - 1 - at
}

/** `-F +brstackinsn`: sixteen digits with their zeros, and tabs around them. */
function isInstruction(bytes: Uint8Array, start: number, at: number, hexEnd: number): boolean {
  return hexEnd - at === 16 && at === start + 1 && bytes[start] === TAB && bytes[hexEnd] === TAB
}

/** `0x40/0x57/P/-/-/0`, `main+0x1/foo+0x2/P/-/-/0`, ` ABI:2 AX:0x0`, `main:`. */
function isBranchText(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[end - 1] === 58 || (bytes[at] === 48 && bytes[at + 1] === 120)) return true
  for (let i = at; i + 2 < end && !isBlank(bytes[i]!); i++) {
    if (
      bytes[i] === 47 &&
      (bytes[i + 1] === 80 || bytes[i + 1] === 77 || bytes[i + 1] === 45) &&
      bytes[i + 2] === 47
    )
      return true
    if (bytes[i] === 58 && bytes[at] === 65 && bytes[at + 1] === 66 && bytes[at + 2] === 73) return true
  }
  return false
}
