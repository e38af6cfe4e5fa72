import { matchObjects } from '../../analysis/heap/match-objects.ts'
import type { HeapLook } from './look.ts'

/** Which objects of a look were there before and which are new, relative to an earlier look (a mark). */
export interface HeapSince {
  /** A byte an object of the look: 1 where the earlier look had none of its type at its address. */
  readonly isNew: Uint8Array
  /** A byte an object of the earlier look: 1 where the look has none of its type at its address any more. */
  readonly isGone: Uint8Array
}

/** What came and went between two looks, by type and address (heapy's `setrelheap`). O(objects of both).
 *  Where addresses are not known all is new and gone: see `hasAddresses` of the snapshots. */
export function queryHeapSince(look: HeapLook, mark: HeapLook): HeapSince {
  const before = matchObjects(look, mark)
  const now = matchObjects(mark, look)
  return {
    isNew: Uint8Array.from(before, match => (match === -1 ? 1 : 0)),
    isGone: Uint8Array.from(now, match => (match === -1 ? 1 : 0)),
  }
}
