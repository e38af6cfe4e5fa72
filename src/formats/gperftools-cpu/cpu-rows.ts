import type { AddressStacks } from '../decoding/gperftools/address-stacks.ts'

/** Rows of the file: how often a stack was seen, and its addresses, leaf first. */
export interface CpuRows {
  readonly counts: number[]
  readonly stacks: number[]
  readonly addresses: AddressStacks
}
