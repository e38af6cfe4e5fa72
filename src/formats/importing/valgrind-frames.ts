import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, type StackIndex } from '../../model/tables.ts'
import { guessFuncKind } from './func-kind.ts'
import { assertDepth, assertStackCount } from './limits.ts'

/** A place in code as Valgrind describes it. */
export interface ValgrindFrame {
  readonly name: string
  /** 0n unknown. */
  readonly address: bigint
  readonly file: string | null
  /** 1-based, -1 unknown. */
  readonly line: number
  readonly column: number
  /** Path of the binary, where there is no file. */
  readonly lib: string | null
}

/** Takes `0x109213: keep (work.c:14)`, `0x48465EF: calloc (in /usr/lib/x.so)`, `0x1: f (src/a.rs:8:9)` (dhat-rs) apart; what
 *  is in no such form is a name. */
export function parseValgrindFrame(text: string): ValgrindFrame {
  const found = /^0x([0-9a-f]{1,16}): (.*)$/is.exec(text)
  const address = found === null ? 0n : BigInt(`0x${found[1]}`)
  const rest = found?.[2] ?? text
  const unknown = { address, file: null, line: -1, column: -1, lib: null }
  const inLib = rest.includes(' (in ') ? /^(.*) \(in ([^()]+)\)$/s.exec(rest) : null
  if (inLib !== null) return { ...unknown, name: nameOf(inLib[1]!, address), lib: inLib[2]! }
  const inFile = /^(.*) \((.+?):(\d{1,9})(?::(\d{1,9}))?\)$/s.exec(rest)
  if (inFile === null) return { ...unknown, name: nameOf(rest, address) }
  const [, name, file, line, column] = inFile
  return {
    ...unknown,
    name: nameOf(name!, address),
    file: file!,
    line: Number(line) || -1,
    column: column === undefined ? -1 : Number(column) || -1,
  }
}

function nameOf(name: string, address: bigint): string {
  return name === '???' && address !== 0n ? `0x${address.toString(16)}` : name
}

/** A description that was taken apart, and its frames where they are made: as it stands, and inlined. */
interface KnownFrame {
  readonly frame: ValgrindFrame
  plain: number
  inlined: number
}

/** Descriptions that were taken apart, by their text. */
export type ParsedFrames = Map<string, ValgrindFrame>

/** Makes frames and stacks of Valgrind's descriptions, each taken apart once. */
export class ValgrindFrames {
  readonly #format: string
  readonly #shared: SharedBuilder
  readonly #parsed: ParsedFrames
  readonly #known = new Map<string, KnownFrame>()

  /** `parsed` may be shared by those that make frames of the same file. */
  constructor(format: string, shared: SharedBuilder, parsed: ParsedFrames = new Map()) {
    this.#format = format
    this.#shared = shared
    this.#parsed = parsed
  }

  /** The stack of descriptions that begin with the innermost. One that shares its address with the next was inlined into
   *  it. @throws LimitError when it is too deep, or there are too many. */
  stack(texts: readonly string[]): StackIndex {
    assertDepth(this.#format, texts.length)
    let stack: StackIndex = -1
    let caller = 0n
    for (let i = texts.length - 1; i >= 0; i--) {
      const known = this.#parse(texts[i]!)
      const { address } = known.frame
      stack = this.#shared.stack(stack, this.#frame(known, address !== 0n && caller === address))
      caller = address
    }
    assertStackCount(this.#format, this.#shared.stacks.length)
    return stack
  }

  #parse(text: string): KnownFrame {
    let known = this.#known.get(text)
    if (known === undefined) {
      const frame = this.#parsed.get(text) ?? parseValgrindFrame(text)
      this.#parsed.set(text, frame)
      known = { frame, plain: -1, inlined: -1 }
      this.#known.set(text, known)
    }
    return known
  }

  #frame(known: KnownFrame, isInlined: boolean): number {
    const index = isInlined ? known.inlined : known.plain
    if (index !== -1) return index
    const { frame } = known
    const { name, file, line, column, address } = frame
    const lib = frame.lib === null ? -1 : this.#lib(frame.lib)
    const func = this.#shared.func({ name, lib, kind: kindOf(frame), ...(file === null ? {} : { file }) })
    const made = this.#shared.frame({ func, line, column, address, lib, inlined: isInlined ? 1 : 0 })
    if (isInlined) known.inlined = made
    else known.plain = made
    return made
  }

  #lib(path: string): number {
    return this.#shared.lib({ name: path.slice(path.lastIndexOf('/') + 1), path })
  }
}

function kindOf({ name, file, lib, address }: ValgrindFrame): number {
  if (address !== 0n && name === `0x${address.toString(16)}`) return FuncKind.address
  if (address === 0n && /^\[.*\]$/.test(name)) return FuncKind.marker
  return lib !== null || address !== 0n ? FuncKind.native : guessFuncKind(name, file ?? undefined)
}
