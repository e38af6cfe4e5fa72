import type { Recording } from '../../model/recording.ts'
import { heapTypeName } from './heap-names.ts'
import { snapshotRange } from './snapshot-range.ts'

/** A snapshot of a recording with a heap. */
export interface SnapshotOf {
  readonly recording: Recording
  readonly snapshot: number
}

/**
 * For each object of a snapshot the same object of another: of the same type at the same address (a freed object's place may
 * have been given to another of its type: it is then taken for the same). -1 where there is none, and where addresses are not
 * known. The answer has an entry an object and holds objects of `other`, both counted from their snapshot's first.
 * O(objects of both).
 */
export function matchObjects(own: SnapshotOf, other: SnapshotOf): Int32Array {
  const { first, end } = snapshotRange(own.recording.heap!, own.snapshot)
  const range = snapshotRange(other.recording.heap!, other.snapshot)
  const find = addressIndex(other.recording.heap!.objects.address.subarray(range.first, range.end))
  const { address, type } = own.recording.heap!.objects
  const typeOf = typesInOther(own.recording, other.recording)
  const otherType = other.recording.heap!.objects.type
  const match = new Int32Array(end - first).fill(-1)
  for (let i = first; i < end; i++) {
    const found = find(address[i]!)
    if (found !== -1 && otherType[range.first + found] === typeOf[type[i]!]) match[i - first] = found
  }
  return match
}

/** For each type of a recording the index of the type of that name in another, -1 none. */
function typesInOther(own: Recording, other: Recording): Int32Array {
  if (own.heap === other.heap) return Int32Array.from({ length: own.heap!.types.length }, (_, type) => type)
  const index = new Map<string, number>()
  for (let type = 0; type < other.heap!.types.length; type++) index.set(heapTypeName(other, type), type)
  return Int32Array.from(
    { length: own.heap!.types.length },
    (_, type) => index.get(heapTypeName(own, type)) ?? -1,
  )
}

/** Looks places up by address: open addressing over the column itself. */
function addressIndex(address: Float64Array): (wanted: number) => number {
  let slots = 16
  while (slots < 2 * address.length) slots *= 2
  const mask = slots - 1
  const table = new Int32Array(slots).fill(-1)
  for (let i = 0; i < address.length; i++) {
    if (Number.isNaN(address[i])) continue
    let slot = hash(address[i]!) & mask
    while (table[slot] !== -1) slot = (slot + 1) & mask
    table[slot] = i
  }
  return wanted => {
    if (Number.isNaN(wanted)) return -1
    for (let slot = hash(wanted) & mask; ; slot = (slot + 1) & mask) {
      const found = table[slot]!
      if (found === -1 || address[found] === wanted) return found
    }
  }
}

function hash(address: number): number {
  const high = Math.floor(address / 0x1_0000_0000)
  let mixed = Math.imul(address >>> 0, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)
  mixed ^= mixed >>> 15
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
