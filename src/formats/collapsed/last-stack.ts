const SEMICOLON = 59

/**
 * The text of the stack read last and the stacks of its frames: what the next line has in common with it, from the root on,
 * need not be looked up. Lines of one program begin alike, and sorted ones nearly all of them.
 */
export class LastStack {
  #text = new Uint8Array(4096)
  #length = 0
  /** The line that is being read, and where it begins. */
  #bytes: Uint8Array = new Uint8Array(0)
  #start = 0
  /** Per frame where its text ends, and the stack that it tops. */
  #ends = new Int32Array(256)
  #stacks = new Int32Array(256)
  #depth = 0

  /** Frames that the stack `[start, end)` begins with as the last one did; what came behind them is forgotten. */
  keepCommon(bytes: Uint8Array, start: number, end: number): number {
    this.#bytes = bytes
    this.#start = start
    const text = this.#text
    const most = Math.min(this.#length, end - start)
    let common = 0
    while (common < most && text[common] === bytes[start + common]) common++
    // No text is no frame, where an empty frame may be the last one's first.
    let depth = end === start ? 0 : this.#depth
    while (depth > 0 && this.#ends[depth - 1]! > common) depth--
    // The frame that ends where they part is whole only if it ends there in both.
    if (depth > 0 && this.#ends[depth - 1] === common) {
      if (start + common < end && bytes[start + common] !== SEMICOLON) depth--
    }
    this.#depth = depth
    this.#length = depth === 0 ? 0 : this.#ends[depth - 1]!
    return depth
  }

  /** Bytes of the text of the frames kept. */
  get length(): number {
    return this.#length
  }

  /** The stack of the frames kept; -1 for none. */
  get stack(): number {
    return this.#depth === 0 ? -1 : this.#stacks[this.#depth - 1]!
  }

  /** Adds the next frame, whose text ends at `end` of the line that {@link keepCommon} was given, and the stack that it tops. */
  push(end: number, stack: number): void {
    const length = end - this.#start
    while (length >= this.#text.length)
      this.#text = doubled(this.#text, new Uint8Array(2 * this.#text.length))
    if (this.#depth === this.#ends.length) {
      this.#ends = doubled(this.#ends, new Int32Array(2 * this.#depth))
      this.#stacks = doubled(this.#stacks, new Int32Array(2 * this.#depth))
    }
    const text = this.#text
    for (let at = this.#length; at < length; at++) text[at] = this.#bytes[this.#start + at]!
    this.#ends[this.#depth] = length
    this.#stacks[this.#depth++] = stack
    this.#length = length
  }
}

function doubled<T extends Uint8Array | Int32Array>(column: T, larger: T): T {
  larger.set(column)
  return larger
}
