import { FormatError } from '../../base/errors.ts'

/** The id of the format, as errors name it. */
export const FORMAT = 'perf-data'

/** Bytes with the order their numbers have. Offsets are into `bytes`; nothing is checked. */
export interface Block {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly isLittle: boolean
}

/** Wraps bytes for reading numbers. */
export function blockOf(bytes: Uint8Array, isLittle: boolean): Block {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), isLittle }
}

/** The low 32 bits, unsigned, of the 64-bit number at `at`. */
export function low32({ view, isLittle }: Block, at: number): number {
  return view.getUint32(isLittle ? at : at + 4, isLittle)
}

/** The high 32 bits, unsigned, of the 64-bit number at `at`. */
export function high32({ view, isLittle }: Block, at: number): number {
  return view.getUint32(isLittle ? at + 4 : at, isLittle)
}

/** The unsigned 64-bit number at `at` as a double: exact up to 2^53. */
export function number64(block: Block, at: number): number {
  return high32(block, at) * 0x100000000 + low32(block, at)
}

export function bigint64({ view, isLittle }: Block, at: number): bigint {
  return view.getBigUint64(at, isLittle)
}

const DECODER = new TextDecoder()

/** The text at `at` up to its NUL or `end`; invalid UTF-8 is replaced. */
export function textAt({ bytes }: Block, at: number, end: number): string {
  let stop = at
  while (stop < end && bytes[stop] !== 0) stop++
  return DECODER.decode(bytes.subarray(at, stop))
}

/** The bytes `[at, end)` as hexadecimal digits. */
export function hexAt({ bytes }: Block, at: number, end: number): string {
  let text = ''
  for (let i = at; i < end; i++) text += bytes[i]!.toString(16).padStart(2, '0')
  return text
}

/** Reads one value after the other out of a section and checks each. @throws FormatError at its end. */
export class SectionReader {
  readonly block: Block
  at: number
  readonly end: number
  readonly #what: string

  /** `what` names the section in errors: "feature 12". */
  constructor(
    block: Block,
    { at = 0, end = block.bytes.length, what }: { at?: number; end?: number; what: string },
  ) {
    this.block = block
    this.at = at
    this.end = end
    this.#what = what
  }

  get remaining(): number {
    return this.end - this.at
  }

  take(length: number): number {
    const at = this.at
    if (!(length >= 0) || length > this.end - at) {
      throw new FormatError(FORMAT, `${this.#what} ends ${length} bytes too early`, { offset: at })
    }
    this.at = at + length
    return at
  }

  u32(): number {
    return this.block.view.getUint32(this.take(4), this.block.isLittle)
  }

  u64(): number {
    return number64(this.block, this.take(8))
  }

  bigint(): bigint {
    return bigint64(this.block, this.take(8))
  }

  /** perf's string: a length, then that many bytes filled up with NULs. */
  string(): string {
    const length = this.u32()
    const at = this.take(length)
    return textAt(this.block, at, at + length)
  }

  /** Text up to a NUL, and over it. */
  cString(): string {
    const { bytes } = this.block
    let end = this.at
    while (end < this.end && bytes[end] !== 0) end++
    const text = textAt(this.block, this.at, end)
    this.at = Math.min(this.end, end + 1)
    return text
  }
}
