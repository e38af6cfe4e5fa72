/** What input may be wrapped in. */
export type Wrapper = 'gzip' | 'zstd' | 'bzip2'

/** Wrappers inside each other that are taken off; more are no honest file. */
export const MAX_WRAPPERS = 4

/** Unwrapped bytes for one wrapped byte that are believed. Collapsed stacks of one loop reach about 300. */
const MAX_RATIO = 1000
/** Below this a ratio means nothing. */
const FREE_BYTES = 64 * 2 ** 20
/** Bytes that one input may unwrap to. */
const MAX_UNWRAPPED = 64 * 2 ** 30

/** What an input is wrapped in, by its first bytes; null when it is not. */
export function detectWrapper(head: Uint8Array): Wrapper | null {
  if (startsWith(head, [0x1f, 0x8b, 0x08])) return 'gzip'
  if (startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd'
  const isBzip2 = startsWith(head, [0x42, 0x5a, 0x68]) && head[3]! >= 0x31 && head[3]! <= 0x39
  // After the block size comes pi (a block) or its square root (the end of an empty file), in decimals.
  if (isBzip2 && (startsWith(head.subarray(4), [0x31, 0x41]) || startsWith(head.subarray(4), [0x17, 0x72]))) {
    return 'bzip2'
  }
  return null
}

/** The sentence that says why so much may not come out of so little, null when it may. */
export function refuseRatio(wrapped: number, unwrapped: number): string | null {
  if (unwrapped > MAX_UNWRAPPED) return `unwraps to more than ${MAX_UNWRAPPED / 2 ** 30} GiB`
  if (unwrapped > FREE_BYTES && unwrapped > MAX_RATIO * wrapped) {
    return `unwraps to more than ${MAX_RATIO} times its size; unwrap it by hand if it is to be trusted`
  }
  return null
}

function startsWith(head: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => head[i] === byte)
}
