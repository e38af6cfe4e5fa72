import { ByteStrings } from '../../base/byte-strings.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { addFrame, addMarker, COLLECTOR, INVALID, parseFrame } from './frame-parts.ts'
import { type AustinSamples, SampleNote } from './samples.ts'

const SEMICOLON = 59
/** `P12;T34`, `P12;T0:34`; `Process 12;Thread 7f01`, `Thread 7f01`. */
const OWNER = /^P(?:rocess )?(\d{1,9});T(?:hread )?([^;\s]+)$/
const OLD_THREAD = /^Thread ([^;\s]+)$/
/** `L7` after a frame: its line, in the alternative format. */
const LINE = /^L(\d{1,9})$/

/** What stands before the numbers of a line (process, thread and frames), each taken apart once. */
export class Heads {
  readonly #format: string
  readonly #samples: AustinSamples
  readonly #texts = new ByteStrings()
  readonly #frameTexts = new ByteStrings()
  readonly #frames: number[] = []
  /** Per text the stack, or -2 where it is no head. */
  readonly #stacks: number[] = []
  readonly #threads: number[] = []
  readonly #notes: number[] = []
  /** The frames of the markers, -1 while there are none. */
  #collector = -1
  #invalid = -1
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  constructor(format: string, samples: AustinSamples) {
    this.#format = format
    this.#samples = samples
  }

  /** The number of a head, -1 when the bytes are none. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#texts.size
    const head = this.#texts.intern(bytes, start, end)
    if (head === known) this.#add(bytes, start, end)
    return this.#stacks[head] === -2 ? -1 : head
  }

  stack(head: number): number {
    return this.#stacks[head]!
  }

  thread(head: number): number {
    return this.#threads[head]!
  }

  /** Bits of {@link SampleNote}. */
  notes(head: number): number {
    return this.#notes[head]!
  }

  #add(bytes: Uint8Array, start: number, end: number): void {
    let at = indexOr(bytes, SEMICOLON, start, end)
    let owner = OLD_THREAD.exec(this.#text(bytes, start, at))
    const isOldThread = owner !== null
    if (!isOldThread) {
      at = indexOr(bytes, SEMICOLON, at + 1, end)
      owner = OWNER.exec(this.#text(bytes, start, at))
    }
    if (owner === null) {
      this.#stacks.push(-2)
      this.#threads.push(-1)
      this.#notes.push(0)
      return
    }
    const pid = isOldThread ? -1 : Number(owner[1])
    const text = owner[isOldThread ? 1 : 2]!
    this.#threads.push(this.#samples.thread(pid, text, tidOf(text)))
    const { stack, notes } = this.#stackOf(bytes, at + 1, end)
    this.#stacks.push(stack)
    this.#notes.push(notes)
  }

  #stackOf(bytes: Uint8Array, start: number, end: number): { stack: number; notes: number } {
    const { shared } = this.#samples
    let stack = -1
    let depth = 0
    let notes = 0
    for (let at = start; at < end; ) {
      let stop = indexOr(bytes, SEMICOLON, at, end)
      // The alternative format has the line behind a semicolon of its own.
      const next = stop < end && bytes[stop + 1] === 76 ? indexOr(bytes, SEMICOLON, stop + 1, end) : stop
      if (next !== stop && LINE.test(this.#text(bytes, stop + 1, next))) stop = next
      const frame = this.#frameOf(bytes, at, stop)
      if (frame === this.#collector) notes |= SampleNote.collecting
      if (frame === this.#invalid) notes |= SampleNote.invalid
      stack = shared.stack(stack, frame)
      assertDepth(this.#format, ++depth)
      at = stop + 1
    }
    assertStackCount(this.#format, shared.stacks.length)
    return { stack, notes }
  }

  #frameOf(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#frameTexts.size
    const number = this.#frameTexts.intern(bytes, start, end)
    if (number !== known) return this.#frames[number]!
    const frame = this.#makeFrame(this.#text(bytes, start, end))
    this.#frames.push(frame)
    return frame
  }

  #makeFrame(text: string): number {
    const { shared } = this.#samples
    if (text === ':GC:') {
      this.#collector = addMarker(shared, COLLECTOR)
      return this.#collector
    }
    if (text === ':INVALID:') {
      this.#invalid = addMarker(shared, INVALID)
      return this.#invalid
    }
    const parts = parseFrame(plain(text))
    return addFrame(shared, parts ?? { file: '', name: text, line: 0 })
  }

  #text(bytes: Uint8Array, start: number, end: number): string {
    return this.#decoder.decode(bytes.subarray(start, end))
  }
}

/** The alternative format as the usual one: `f (a.py);L7` of Austin 1 and 2 as `f (a.py:7)`, `a.py:f;L7` as `a.py:f:7`. */
function plain(text: string): string {
  const [, rest, bracket, line] = /^(.*?)(\)?);L(\d{1,9})$/s.exec(text) ?? []
  return rest === undefined ? text : `${rest}:${line}${bracket ?? ''}`
}

/** Decimal since Austin 3, hexadecimal before and on some systems. */
function tidOf(text: string): number {
  const own = text.slice(text.indexOf(':') + 1)
  if (/^\d{1,15}$/.test(own)) return Number(own)
  return /^(?:0x)?[\da-fA-F]{1,13}$/.test(own) ? Number.parseInt(own, 16) : Number.NaN
}

function indexOr(bytes: Uint8Array, byte: number, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] !== byte) at++
  return Math.min(at, end)
}
