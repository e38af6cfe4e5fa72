import { OPCODE_TABLES } from './opcode-tables.ts'

/** What an instruction can do to a stack; bits of {@link computeCallSites}. */
export const CallSite = {
  /** It may call Python code: a frame may lie above. */
  mayCall: 1,
  /** The function it calls lies at the caller's stack top while it runs (3.11+). */
  stackCallable: 2,
  /** Not an instruction but the inline cache of the one before. */
  cache: 4,
  /** It begins a function: what it may call, it calls through C. */
  first: 64,
  /** It resumes the generator or coroutine just below the caller's stack top (3.12+). */
  resumes: 2 | 64,
  /** The bits that hold one of `stackCallable`, `first` and `resumes`, or none. */
  kind: 2 | 64,
  /** It ends the function, for good or for now. */
  last: 128,
  /** The function that it called was seen at the caller's stack top. */
  verified: 8,
} as const

/** What the table says of an opcode itself. */
const OPCODE_BITS = 3 | 64 | 128
/** Where no table is known everything may call: nothing is found implausible. */
const UNKNOWN = new Uint8Array(256).fill(CallSite.mayCall)
const decoded = new Map<number, Uint8Array>()

function tableOf(release: number): Uint8Array {
  const known = decoded.get(release)
  if (known !== undefined) return known
  const hex = OPCODE_TABLES[release]
  const table =
    hex === undefined ? UNKNOWN : Uint8Array.from(hex.match(/../g)!, digits => Number.parseInt(digits, 16))
  decoded.set(release, table)
  return table
}

/** What an opcode can do: `mayCall`, `stackCallable`, `first` and `last`. */
export function opcodeSite(release: number, opcode: number): number {
  return tableOf(release)[opcode]! & OPCODE_BITS
}

/**
 * What each instruction of a code object can do: one byte of {@link CallSite} bits an instruction, in the unit of the
 * release's instructions (bytes up to 3.9, code units from 3.10). Cache entries carry the bits of their instruction.
 * Bytecode that has been specialised or instrumented gives the same answer for `mayCall`.
 */
export function computeCallSites(bytecode: Uint8Array, release: number): Uint8Array {
  const table = tableOf(release)
  if (release < 306) return computeOldSites(bytecode, table)
  const isWord = release >= 310
  const sites = new Uint8Array(isWord ? bytecode.length >>> 1 : bytecode.length).fill(CallSite.mayCall)
  for (let unit = 0; 2 * unit + 1 < bytecode.length; unit++) {
    const bits = table[bytecode[2 * unit]!]!
    sites[isWord ? unit : 2 * unit] = bits & OPCODE_BITS
    for (let caches = (bits >>> 2) & 15; caches > 0 && unit + 1 < sites.length; caches--) {
      unit++
      sites[unit] = (bits & OPCODE_BITS) | CallSite.cache
    }
  }
  return sites
}

/** Up to 3.5 an instruction has one byte, or three when it takes an argument (opcode 90 and above). */
function computeOldSites(bytecode: Uint8Array, table: Uint8Array): Uint8Array {
  const sites = new Uint8Array(bytecode.length).fill(CallSite.mayCall)
  for (let at = 0; at < bytecode.length; at += bytecode[at]! >= 90 ? 3 : 1)
    sites[at] = table[bytecode[at]!]! & OPCODE_BITS
  return sites
}
