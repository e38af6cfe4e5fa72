import { ByteStrings } from '../../base/byte-strings.ts'
import { type Growable, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { partsOfSymbol, splitInlined } from './binary.ts'
import { endOfHex } from './event-line.ts'
import { type FrameLine, parseFrameLine } from './frame-line.ts'

/** A line of code as `-F +srcline` prints it below its frame. */
const SOURCE_LINE = /^(.+?):(\d{1,9})(?: \(discriminator \d+\))?$/
const INLINED = ' (inlined)'
const CLOSE = 41

/**
 * The distinct frames of a file. A line's text is taken apart once, however often it comes; its parts are interned as
 * bytes, so that memory is that of the distinct lines.
 */
export class FrameTable {
  readonly #shared: SharedBuilder
  readonly #texts = new ByteStrings()
  readonly #symbols = new ByteStrings()
  readonly #binaries = new ByteStrings()
  readonly #sources = new ByteStrings()
  /** Per text its frame, or -2 - i for the i-th of the chains. */
  readonly #frames: Growable<Int32Array> = growableInt32()
  /** Per frame its text, -1 where it is none's alone. */
  readonly #textOf: Growable<Int32Array> = growableInt32()
  /** Frames that one line stands for, the innermost first. */
  readonly #chains: (readonly number[])[] = []
  readonly #binaryNames: string[] = []
  readonly #libs: number[] = []
  readonly #funcs = new PairMap()
  readonly #atSource = new PairMap()
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #parts: FrameLine = {
    symbolStart: 0,
    symbolEnd: 0,
    binaryStart: 0,
    binaryEnd: 0,
    isInlined: false,
  }

  /** Whether there are binaries without a name: old releases of perf leave its brackets empty. */
  hasEmptyBinary = false

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** The frame of `address symbol (binary)` in `[start, end)`: its index, or below -1 the number of a chain. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#texts.size
    const text = this.#texts.intern(bytes, start, end)
    if (text !== known) return this.#frames.get(text)
    const frame = this.#parse(bytes, start, end)
    this.#frames.push(frame)
    if (frame >= 0) {
      while (this.#textOf.length < frame) this.#textOf.push(-1)
      this.#textOf.push(text)
    }
    return frame
  }

  /** The length of a frame's line where `[start, end)` begins with it, -1 where it does not or where the frame is no line's. */
  lengthAt(frame: number, bytes: Uint8Array, span: { start: number; end: number }): number {
    const text = frame < this.#textOf.length ? this.#textOf.get(frame) : -1
    return text === -1 ? -1 : this.#texts.lengthAt(text, bytes, span)
  }

  /** The frames of the chain that {@link intern} named, the innermost first. */
  chain(number: number): readonly number[] {
    return this.#chains[-2 - number]!
  }

  /** The same frame at the line of code that the text `[start, end)` says. */
  atSource(frame: number, bytes: Uint8Array, span: { start: number; end: number }): number {
    const source = this.#sources.intern(bytes, span.start, span.end)
    let found = this.#atSource.get(frame, source)
    if (found === -1) {
      found = this.#withSource(frame, this.#text(bytes, span.start, span.end))
      this.#atSource.set(frame, source, found)
    }
    return found
  }

  #withSource(frame: number, text: string): number {
    const isInlined = text.endsWith(INLINED)
    const place = SOURCE_LINE.exec(isInlined ? text.slice(0, -INLINED.length) : text)
    const { frames, funcs } = this.#shared
    const line = place === null ? -1 : Number(place[2])
    const hasPlace = place !== null && place[1] !== '??' && line > 0
    let func = frames.columns.func.get(frame)
    if (hasPlace && funcs.columns.source.get(func) === -1) {
      const row = {
        name: this.#shared.text(funcs.columns.name.get(func)),
        lib: funcs.columns.lib.get(func),
        kind: funcs.columns.kind.get(func),
      }
      func = this.#shared.func({ ...row, file: place[1]! })
    }
    return frames.add({
      func,
      line: hasPlace ? line : -1,
      lib: frames.columns.lib.get(frame),
      address: frames.columns.address.get(frame),
      inlined: isInlined ? 1 : frames.columns.inlined.get(frame),
    })
  }

  #parse(bytes: Uint8Array, start: number, end: number): number {
    const hexEnd = endOfHex(bytes, start, end)
    const address = BigInt(`0x${this.#text(bytes, start, hexEnd)}`)
    const parts = this.#parts
    parseFrameLine(bytes, hexEnd, end, parts)
    const binary = this.#binaryOf(bytes, parts.binaryStart, parts.binaryEnd)
    const lib = this.#libs[binary]!
    const isNamed = parts.symbolEnd > parts.symbolStart && !isUnknown(bytes, parts)
    if (!isNamed) return this.#addressed(address, lib)
    const known = this.#symbols.size
    const symbol = this.#symbols.intern(bytes, parts.symbolStart, parts.symbolEnd)
    const inlined = parts.isInlined ? 1 : 0
    const func = symbol === known ? -1 : this.#funcs.get(symbol, binary)
    if (func !== -1) return this.#shared.frames.add({ func, lib, address, inlined })
    const names = splitInlined(
      this.#text(bytes, parts.symbolStart, parts.symbolEnd),
      this.#binaryNames[binary]!,
    )
    const rows = names.map((name, i) => {
      const own = this.#shared.func({ ...partsOfSymbol(name, this.#binaryNames[binary]!), lib })
      return this.#shared.frames.add({ func: own, lib, address, inlined: i > 0 ? 1 : inlined })
    })
    if (rows.length > 1) return -1 - this.#chains.push(rows.reverse())
    this.#funcs.set(symbol, binary, this.#shared.frames.columns.func.get(rows[0]!))
    return rows[0]!
  }

  #addressed(address: bigint, lib: number): number {
    const func = this.#shared.func({ name: `0x${address.toString(16)}`, lib, kind: FuncKind.address })
    return this.#shared.frames.add({ func, lib, address })
  }

  #binaryOf(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#binaries.size
    const binary = this.#binaries.intern(bytes, start, end)
    if (binary !== known) return binary
    const path = this.#text(bytes, start, end)
    const isKnown = path !== '' && path !== '[unknown]'
    if (path === '' && end < bytes.length && bytes[end] === CLOSE) this.hasEmptyBinary = true
    const name = path.startsWith('/') ? path.slice(path.lastIndexOf('/') + 1) : path
    this.#binaryNames.push(path)
    this.#libs.push(isKnown ? this.#shared.lib({ name: name === '' ? path : name, path }) : -1)
    return binary
  }

  #text(bytes: Uint8Array, start: number, end: number): string {
    return this.#decoder.decode(bytes.subarray(start, end))
  }
}

const UNKNOWN = Array.from('[unknown]', char => char.charCodeAt(0))

function isUnknown(bytes: Uint8Array, { symbolStart, symbolEnd }: FrameLine): boolean {
  if (symbolEnd - symbolStart !== UNKNOWN.length) return false
  return UNKNOWN.every((byte, i) => bytes[symbolStart + i] === byte)
}
