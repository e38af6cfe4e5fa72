/** The bytes of a binary, wherever they lie (a file, a page's dropped file, another process's memory). */
export interface ElfSource {
  /** Length in bytes. */
  readonly size: number
  /** Bytes `[offset, offset + length)`; may be shorter at the end of the source. The result may be reused by later reads. */
  read(offset: number, length: number): Uint8Array
}

/** A source over bytes that are already in memory. */
export function elfSourceFromBytes(bytes: Uint8Array): ElfSource {
  return {
    size: bytes.length,
    read: (offset, length) =>
      bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length)),
  }
}
