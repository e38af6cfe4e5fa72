import { OPCODE_TABLES } from './opcode-tables.ts'

/** What an instruction can do to a stack; bits of {@link computeCallSites}. */
export const CallSite = {
  /** It may call Python code: a frame may lie above. */
  mayCall: 1,
  /** The function it calls lies at the caller's stack top while it runs (3.11+). */
  stackCallable: 2,
  /** Not an instruction but the inline cache of the one before. */
  cache: 4,
} as const

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

/** What an opcode can do: `mayCall` and `stackCallable`. */
export function opcodeSite(release: number, opcode: number): number {
  return tableOf(release)[opcode]! & 3
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
    sites[isWord ? unit : 2 * unit] = bits & 3
    for (let caches = bits >>> 2; caches > 0 && unit + 1 < sites.length; caches--) {
      unit++
      sites[unit] = (bits & 3) | CallSite.cache
    }
  }
  return sites
}

/** Up to 3.5 an instruction has one byte, or three when it takes an argument (opcode 90 and above). */
function computeOldSites(bytecode: Uint8Array, table: Uint8Array): Uint8Array {
  const sites = new Uint8Array(bytecode.length).fill(CallSite.mayCall)
  for (let at = 0; at < bytecode.length; at += bytecode[at]! >= 90 ? 3 : 1)
    sites[at] = table[bytecode[at]!]! & 3
  return sites
}
