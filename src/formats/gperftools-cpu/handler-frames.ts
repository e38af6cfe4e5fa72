import { AddressStacks } from '../decoding/gperftools/address-stacks.ts'
import type { CpuRows } from './cpu-rows.ts'

/** One stack in so many may have another second frame and the frame is still taken for the signal handler's. */
const SIMILAR = 32
const MOST_FRAMES = 2

/**
 * Takes out what the profiler itself left in the stacks, by pprof's rule: a frame behind the leaf that at least 31 of 32
 * stacks share is the signal handler's, up to two of them; and a leaf that stands there twice, from the signal and from
 * unwinding, is one. Returns the rows and how many frames were taken out.
 */
export function withoutHandlerFrames(rows: CpuRows, format: string): { rows: CpuRows; removed: number } {
  const stacks = rows.stacks.map(stack => rows.addresses.addresses(stack))
  let removed = 0
  for (let round = 0; round < MOST_FRAMES; round++) {
    const handler = handlerOf(stacks)
    if (handler === null) break
    for (const stack of stacks) {
      if (stack[1] !== handler) continue
      stack.splice(1, 1)
      removed++
    }
  }
  for (const stack of stacks) {
    if (stack.length < 2 || stack[0] !== stack[1]) continue
    stack.splice(1, 1)
    removed++
  }
  if (removed === 0) return { rows, removed }
  const addresses = new AddressStacks(format)
  const kept = stacks.map(stack => {
    for (const address of stack) addresses.push(Number(address & 0xffffffffn), Number(address >> 32n))
    return addresses.take()
  })
  return { rows: { counts: rows.counts, stacks: kept, addresses }, removed }
}

/** The address behind the leaf that nearly all stacks share, null when there is none. Stacks leaf first. */
export function handlerOf(stacks: readonly (readonly bigint[])[]): bigint | null {
  const counts = new Map<bigint, number>()
  for (const stack of stacks) {
    if (stack.length > 1) counts.set(stack[1]!, (counts.get(stack[1]!) ?? 0) + 1)
  }
  const least = stacks.length - Math.floor(stacks.length / SIMILAR)
  for (const [address, count] of counts) if (count >= least) return address
  return null
}
