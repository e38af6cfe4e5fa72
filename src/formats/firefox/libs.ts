import type { SharedBuilder } from '../../model/shared-builder.ts'
import { isObject, numberAt, textAt } from './table.ts'

/** The row of a binary as the file describes it, -1 when it does not. */
export function libOf(value: unknown, shared: SharedBuilder): number {
  if (!isObject(value)) return -1
  const start = numberAt(value, 'start')
  const end = numberAt(value, 'end')
  const offset = numberAt(value, 'offset')
  // Processed profiles keep addresses relative to the binary, and no mappings.
  const isMapped = start > 0 && end > start && Number.isSafeInteger(end)
  const path = textAt(value, 'path')
  const name = textAt(value, 'name')
  const buildId = textAt(value, 'codeId') || textAt(value, 'breakpadId')
  return shared.lib({
    name: name === '' ? path : name,
    path: path === '' ? name : path,
    ...(buildId === '' ? {} : { buildId }),
    ...(isMapped ? { start: BigInt(start), end: BigInt(end) } : {}),
    ...(isMapped && Number.isSafeInteger(offset) && offset > 0 ? { offset: BigInt(offset) } : {}),
  })
}

/** Finds the binary that an address of a process lies in. */
export class LibFinder {
  readonly #ranges: { readonly start: number; readonly end: number; readonly lib: unknown }[]

  constructor(libs: readonly unknown[]) {
    this.#ranges = libs
      .map(lib => ({ start: numberAt(lib, 'start'), end: numberAt(lib, 'end'), lib }))
      .filter(({ start, end }) => end > start)
      .sort((a, b) => a.start - b.start)
  }

  /** The row of the binary, -1 when the address is in none. */
  find(address: bigint, shared: SharedBuilder): number {
    let low = 0
    let high = this.#ranges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#ranges[middle]!.start <= Number(address)) low = middle + 1
      else high = middle
    }
    const range = this.#ranges[low - 1]
    return range !== undefined && Number(address) < range.end ? libOf(range.lib, shared) : -1
  }
}
