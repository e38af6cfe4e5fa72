import { FormatError } from '../../base/errors.ts'
import { type DumpRecord, FORMAT } from './records.ts'

const OBJECT_BYTES = 16

/** A run of objects of one type, as an OBJS record has them, and the records that belong to it. */
export interface ObjectRun {
  /** Index of its first object in the snapshot. */
  readonly first: number
  readonly length: number
  /** Place in the snapshot's list of types. */
  readonly type: number
  /** A value of HeapObjectKind. */
  readonly kind: number
  readonly sizes: Addresses
  /** How many references each has in all; null where that is not known. */
  readonly counts: Uint32Array | null
  /** TEXT, INTS, ROWS, NAMD, LROW and DICT. */
  readonly parts: DumpRecord[]
}

/** 64-bit numbers below 2 ** 53, read as two halves: typed arrays of them would make BigInts. */
export interface Addresses {
  readonly length: number
  /** Twice as many: low half, high half. */
  readonly halves: Uint32Array
}

/** The number at a place. */
export function addressAt({ halves }: Addresses, index: number): number {
  return halves[2 * index]! + halves[2 * index + 1]! * 2 ** 32
}

/** All objects of one snapshot, and which lies where. */
export class DumpedObjects {
  readonly runs: ObjectRun[] = []
  length = 0
  /** Where each object lies. */
  address = new Float64Array(0)
  /** Per slot of the table an object, or -1. */
  #slots = new Int32Array(0)
  #mask = 0

  /** Adds the objects of an OBJS record. @throws FormatError. */
  add(record: DumpRecord): void {
    const reader = new PayloadReader(record)
    const [kind, count, own] = reader.numbers(4)
    if (kind !== 1 && kind !== 2) throw reader.error('expected objects of kind 1 or 2')
    if (count! * OBJECT_BYTES > record.payload.length) throw reader.error(`expected ${count} objects`)
    const addresses = reader.addresses(count!)
    const sizes = reader.addresses(count!)
    const counts = kind === 1 ? reader.numbers(count!).map(all => (all > own! ? all - own! : 0)) : null
    this.runs.push({
      first: this.length,
      length: count!,
      type: record.number,
      kind,
      sizes,
      counts,
      parts: [],
    })
    this.#waiting.push(addresses)
    this.length += count!
  }
  readonly #waiting: Addresses[] = []

  /** To be called when all are there: makes `find` work. */
  finish(): void {
    this.address = new Float64Array(this.length)
    let at = 0
    for (const addresses of this.#waiting) {
      for (let i = 0; i < addresses.length; i++) this.address[at++] = addressAt(addresses, i)
    }
    this.#waiting.length = 0
    let slots = 1024
    while (slots < 2 * this.length) slots *= 2
    this.#mask = slots - 1
    this.#slots = new Int32Array(slots).fill(-1)
    for (let i = 0; i < this.length; i++) {
      const address = this.address[i]!
      let slot = slotOf(address) & this.#mask
      while (this.#slots[slot] !== -1) slot = (slot + 1) & this.#mask
      this.#slots[slot] = i
    }
  }

  /** The object that lies at an address, or -1. O(1). */
  find(address: number): number {
    for (let slot = slotOf(address) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const object = this.#slots[slot]!
      if (object === -1 || this.address[object] === address) return object
    }
  }
}

/** Whether an object with so many references is one that the interpreter never frees (Python 3.12 and newer). */
export function isNeverFreed(count: number): boolean {
  // The count of such objects differs from version to version; no other has a thousand million references.
  return count >= 0x3fff0000
}

function slotOf(address: number): number {
  const low = address >>> 4
  const high = (address / 2 ** 36) | 0
  let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)
  hash ^= hash >>> 15
  return hash >>> 0
}

/** Reads the parts of a payload one after another, each padded to a multiple of 8. @throws FormatError at its end. */
export class PayloadReader {
  readonly #record: DumpRecord
  #at = 0

  constructor(record: DumpRecord) {
    this.#record = record
  }

  numbers(length: number): Uint32Array {
    return new Uint32Array(this.#record.payload.buffer, this.#take(4 * length), length)
  }

  addresses(length: number): Addresses {
    return {
      length,
      halves: new Uint32Array(this.#record.payload.buffer, this.#take(8 * length), 2 * length),
    }
  }

  error(expectation: string): FormatError {
    return new FormatError(FORMAT, `record ${this.#record.tag}: ${expectation}`, {
      offset: this.#record.offset,
    })
  }

  #take(bytes: number): number {
    const at = this.#at
    this.#at += Math.ceil(bytes / 8) * 8
    if (this.#at > this.#record.payload.length) throw this.error('expected more numbers than it has')
    return at
  }
}
