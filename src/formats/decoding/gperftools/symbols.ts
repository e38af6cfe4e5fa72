import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { FuncKind } from '../../../model/tables.ts'
import { guessFuncKind } from '../../importing/func-kind.ts'
import type { FramesOf } from './address-stacks.ts'

/** A place in the source that an address stands for. */
export interface SourcePlace {
  readonly name: string
  /** Path of the source file, null unknown. */
  readonly file: string | null
  /** 1-based, -1 unknown. */
  readonly line: number
}

/** Names of addresses: those inlined into each other root first. */
export class SymbolTable {
  readonly #symbols = new Map<bigint, readonly SourcePlace[]>()

  get size(): number {
    return this.#symbols.size
  }

  /** Notes what an address stands for; what was noted first stays. */
  add(address: bigint, symbols: readonly SourcePlace[]): void {
    if (!this.#symbols.has(address)) this.#symbols.set(address, symbols)
  }

  /** The symbols of an address, or of one beside it: tools name a call by where it stands or by where it returns to. */
  find(address: bigint): readonly SourcePlace[] | undefined {
    const symbols = this.#symbols
    return symbols.get(address) ?? symbols.get(address + 1n) ?? symbols.get(address - 1n)
  }
}

/** How frames are made of addresses. */
export interface FrameOptions {
  readonly shared: SharedBuilder
  readonly symbols: SymbolTable
  /** The row of `shared.libs` an address stands in, -1 none. */
  readonly libOf: (address: bigint) => number
  /** False where the "addresses" only number the symbols. */
  readonly hasAddresses?: boolean
}

/** Makes the frames of addresses: named where there is a symbol, else they print the address. */
export function framesByAddress({ shared, symbols, libOf, hasAddresses = true }: FrameOptions): FramesOf {
  return address => {
    const found = symbols.find(address)
    const lib = hasAddresses ? libOf(address) : -1
    if (found === undefined || found.length === 0) {
      const func = shared.func({ name: `0x${address.toString(16)}`, lib, kind: FuncKind.address })
      return [shared.frame({ func, lib, address })]
    }
    return found.map(({ name, file, line }, i) => {
      const func = shared.func({ name, file: file ?? undefined, kind: kindOf(name, file, hasAddresses) })
      return shared.frame({ func, line, lib, address: hasAddresses ? address : 0n, inlined: i > 0 ? 1 : 0 })
    })
  }
}

function kindOf(name: string, file: string | null, hasAddress: boolean): number {
  const kind = guessFuncKind(name, file ?? undefined)
  return kind === FuncKind.unknown && hasAddress ? FuncKind.native : kind
}

const JAVA = /^\s*0x([0-9a-f]{1,16})\s+(.*)$/i
const WITH_LINE = /^(.*)\s+\((.+):(-?\d+)\)$/
const WITH_PATH = /^(.*)\s+\((.*)\)$/
/** A longer text is a name as it is: taking it apart would take long. */
const LONGEST = 4096

/** Notes a line ` 0x12 name (file:line)` of the symbols at the end of Java's profiles; false when it is none. */
export function addJavaSymbol(line: string, symbols: SymbolTable): boolean {
  const match = JAVA.exec(line)
  if (match === null) return false
  const text = match[2]!.trimEnd()
  const place = text.length > LONGEST ? null : WITH_LINE.exec(text)
  const path = place === null && text.length <= LONGEST ? WITH_PATH.exec(text) : null
  const symbol =
    place !== null
      ? { name: place[1]!, file: place[2]!, line: lineNumber(Number(place[3])) }
      : path !== null
        ? { name: path[1]!, file: path[2]!, line: -1 }
        : { name: text, file: null, line: -1 }
  symbols.add(BigInt(`0x${match[1]}`), [symbol])
  return true
}

/** Notes a line `0x12 outer--inlined` of the section that `google-pprof --raw` writes; false when it is none. */
export function addRawSymbol(line: string, symbols: SymbolTable): boolean {
  const match = JAVA.exec(line)
  if (match === null) return false
  const names = match[2]!
    .trim()
    .split('--')
    .filter(name => name !== '')
  // pprof prints the address again where it found no name.
  if (names.length === 0 || /^0x[0-9a-f]+$/.test(names[0]!)) return true
  // It tells functions of one name apart by where they stand.
  const found = names.map(name => ({ name: name.replace(/<[0-9a-f]{8,16}>$/, ''), file: null, line: -1 }))
  symbols.add(BigInt(`0x${match[1]}`), found)
  return true
}

function lineNumber(line: number): number {
  return line > 0 && line <= 0x7fffffff ? line : -1
}
