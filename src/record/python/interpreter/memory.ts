import { closeSync, openSync, readSync } from 'node:fs'

/** Lowest and highest address that can hold an object: below 64 KiB nothing is mapped, above 2 ** 47 lies the kernel. */
const LOWEST = 0x10000
const HIGHEST = 2 ** 47

/** Whether a value can be the address of an aligned object. A cheap filter before a read, not a proof. */
export function isPointer(value: number): boolean {
  return value >= LOWEST && value < HIGHEST && value % 8 === 0
}

/** A buffer that one pread fills: the same bytes seen as words, so that reading a field allocates nothing. */
export interface Block {
  readonly bytes: Uint8Array
  readonly words: Uint32Array
  readonly ints: Int32Array
  /** Address of the first byte, and how many bytes are valid. */
  address: number
  length: number
}

/** An empty block that can hold `size` bytes. */
export function makeBlock(size: number): Block {
  const buffer = new ArrayBuffer((size + 7) & ~7)
  return {
    bytes: new Uint8Array(buffer),
    words: new Uint32Array(buffer),
    ints: new Int32Array(buffer),
    address: 0,
    length: 0,
  }
}

/** The 8-byte pointer at byte `offset` (a multiple of 4) of a block. */
export function pointerAt(block: Block, offset: number): number {
  const word = offset >>> 2
  return block.words[word]! + block.words[word + 1]! * 0x100000000
}

/** The same without its low two bits, which tag references from Python 3.14 on. */
export function untaggedAt(block: Block, offset: number): number {
  const word = offset >>> 2
  return ((block.words[word]! & ~3) >>> 0) + block.words[word + 1]! * 0x100000000
}

/**
 * Another process's memory, read by pread on /proc/PID/mem. Nothing is ever written. Reads of unmapped memory and of a
 * process that has ended fail without an exception: an exited process yields zero bytes, not an error.
 */
export class ProcessMemory {
  readonly pid: number
  readonly #fd: number
  readonly #small = makeBlock(8)
  #held = makeBlock(8)

  /** @throws the system's error (EACCES, EPERM, ENOENT) when the memory cannot be opened. */
  constructor(pid: number) {
    this.pid = pid
    this.#fd = openSync(`/proc/${pid}/mem`, 'r')
  }

  /** Reads a range at once; what lies in it is answered from this copy until `release`. */
  hold(address: number, length: number): void {
    if (this.#held.bytes.length < length) this.#held = makeBlock(length)
    const held = this.#held
    held.length = 0
    this.fill(held, address, length)
  }

  release(): void {
    this.#held.length = 0
  }

  /** Reads `length` bytes at `address` into the start of `block`; false (and an empty block) unless all were there. */
  fill(block: Block, address: number, length: number): boolean {
    const held = this.#held
    const offset = address - held.address
    if (offset >= 0 && offset + length <= held.length && block !== held) {
      block.address = address
      block.length = length
      for (let i = 0; i < length; i++) block.bytes[i] = held.bytes[offset + i]!
      return true
    }
    block.address = address
    block.length = 0
    if (!(address >= LOWEST) || address + length > HIGHEST || length > block.bytes.length) return false
    try {
      block.length = readSync(this.#fd, block.bytes, 0, length, address)
    } catch {
      return false
    }
    return block.length === length
  }

  /** A fresh copy of `length` bytes, or null. For discovery and objects, not for the sampling loop. */
  bytes(address: number, length: number): Uint8Array | null {
    if (!(address >= LOWEST) || !(length >= 0) || address + length > HIGHEST) return null
    const bytes = new Uint8Array(length)
    return this.read(bytes, address) === length ? bytes : null
  }

  /** Reads into `bytes` as much of it as is there; returns the number of bytes, 0 where nothing can be read. */
  read(bytes: Uint8Array, address: number): number {
    let done = 0
    while (done < bytes.length) {
      const count = this.#readAt(bytes, done, address + done)
      if (count <= 0) break
      done += count
    }
    return done
  }

  #readAt(bytes: Uint8Array, offset: number, address: number): number {
    try {
      return readSync(this.#fd, bytes, offset, bytes.length - offset, address)
    } catch {
      return -1
    }
  }

  /** The pointer at an address, -1 when it cannot be read. */
  pointer(address: number): number {
    return this.fill(this.#small, address, 8) ? pointerAt(this.#small, 0) : -1
  }

  /** The unsigned 32-bit integer at an address, -1 when it cannot be read. */
  u32(address: number): number {
    return this.fill(this.#small, address, 4) ? this.#small.words[0]! : -1
  }

  /** The signed 32-bit integer at an address, `missing` when it cannot be read. */
  i32(address: number, missing: number): number {
    return this.fill(this.#small, address, 4) ? this.#small.ints[0]! : missing
  }

  /** The byte at an address, -1 when it cannot be read. */
  u8(address: number): number {
    return this.fill(this.#small, address, 1) ? this.#small.bytes[0]! : -1
  }

  close(): void {
    try {
      closeSync(this.#fd)
    } catch {
      // Closing twice is harmless.
    }
  }
}
