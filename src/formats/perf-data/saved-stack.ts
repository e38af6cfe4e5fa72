import type { Mapping } from './address-map.ts'

/** Registers and a copy of the top of the stack, as a sample of `--call-graph dwarf` carries them. */
export interface SavedStack {
  readonly pid: number
  readonly tid: number
  /** As uname prints it ("x86_64", "aarch64"); null where the file does not say. */
  readonly architecture: string | null
  /** 1 for a program of 32 bits, 2 for one of 64. */
  readonly abi: number
  /** One bit for each register that was saved, by the kernel's numbers (asm/perf_regs.h). */
  readonly mask: bigint
  /** Their values, lowest number first. */
  readonly registers: readonly bigint[]
  /** Memory from the stack pointer up; a view that is valid during the call only. */
  readonly stack: Uint8Array
  readonly isLittle: boolean
  /** What is mapped at an address at that time, null for nothing. */
  mappingAt(address: bigint): Mapping | null
}

/** Finds the callers that a saved stack holds. */
export interface StackUnwinder {
  /** Addresses leaf first: the instruction that ran, then where each caller goes on; empty when it cannot tell. */
  unwind(saved: SavedStack): readonly bigint[]
}

/** Number of the register that holds the address of the instruction, by architecture and size; -1 unknown. */
export function instructionRegister(architecture: string | null): number {
  if (architecture === null) return -1
  if (/^(?:x86_64|amd64|i[3-6]86|x86)$/.test(architecture)) return 8
  if (/^(?:aarch64|arm64)/.test(architecture)) return 32
  if (architecture.startsWith('arm')) return 15
  if (/^(?:riscv|ppc|powerpc)/.test(architecture)) return architecture.startsWith('riscv') ? 0 : 32
  return -1
}

/** The value of one register, null when it was not saved. */
export function registerOf(
  { mask, registers }: Pick<SavedStack, 'mask' | 'registers'>,
  number: number,
): bigint | null {
  if (number < 0 || ((mask >> BigInt(number)) & 1n) === 0n) return null
  let index = 0
  for (let bit = 0; bit < number; bit++) if ((mask >> BigInt(bit)) & 1n) index++
  return registers[index] ?? null
}
