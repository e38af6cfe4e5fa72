import { FormatError } from '../../base/errors.ts'
import { MAX_DEPTH } from '../importing/limits.ts'
import type { Id } from './tables.ts'

/** Bytes of the longest varint. */
const MAX_ID_BYTES = 10

/** The id whose bytes are `[at, end)`. @throws FormatError when there are more than {@link MAX_ID_BYTES}. */
export function idAt(bytes: Uint8Array, at: number, end: number): Id {
  if (end - at <= 4) {
    let id = 0
    for (let i = end - 1; i >= at; i--) id = (id << 7) | (bytes[i]! & 0x7f)
    return id
  }
  if (end - at > MAX_ID_BYTES)
    throw new FormatError('pprof', 'a number is longer than 10 bytes', { offset: at })
  let id = 0n
  for (let i = end - 1; i >= at; i--) id = (id << 7n) | BigInt(bytes[i]! & 0x7f)
  id = BigInt.asUintN(64, id)
  return id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : id
}

/** Where the id that starts at `at` ends. The last byte of `bytes[at, end)` must end an id. */
export function idEnd(bytes: Uint8Array, at: number): number {
  let end = at
  while (bytes[end++]! >= 0x80);
  return end
}

/** Whether an id is written as nearly all writers do: no zeros at its end, no bits beyond the 64th. */
export function isShortest(bytes: Uint8Array, at: number, end: number): boolean {
  const last = bytes[end - 1]!
  return end - at === 1 || (last !== 0 && (end - at < MAX_ID_BYTES || last === 1))
}

/** Those of the ids `[start, end)` that `isKnown`, each in its shortest form, so that equal paths have equal bytes; and
 *  how many are missing. @throws FormatError when an id has more than {@link MAX_ID_BYTES} bytes. */
export function tidyIds(
  bytes: Uint8Array,
  { start, end, isKnown }: { start: number; end: number; isKnown: (id: Id) => boolean },
): { ids: Uint8Array; missing: number } {
  const ids = new Uint8Array(end - start)
  let length = 0
  let missing = 0
  for (let at = start; at < end; ) {
    const next = idEnd(bytes, at)
    if (isKnown(idAt(bytes, at, next))) {
      const first = length
      for (; at < next; at++) ids[length++] = bytes[at]!
      if (length - first === MAX_ID_BYTES) ids[length - 1]! &= 1
      while (length - first > 1 && ids[length - 1] === 0) ids[--length - 1]! &= 0x7f
    } else missing++
    at = next
  }
  return { ids: ids.subarray(0, length), missing }
}

/** Whether there are more than {@link MAX_DEPTH} ids in `[start, end)`. */
export function isTooDeep(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= MAX_DEPTH) return false
  let count = 0
  for (let at = start; at < end; at++) if (bytes[at]! < 0x80) count++
  return count > MAX_DEPTH
}
