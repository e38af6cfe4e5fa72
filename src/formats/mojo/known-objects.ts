import { growableUint8 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'

/** What a process defined: strings and frames by their keys, which have 64 bits. */
export class KnownObjects {
  readonly #strings = new PairMap()
  readonly #frames = new PairMap()
  readonly #texts: string[] = []

  addString(low: number, high: number, text: string): void {
    this.#strings.set(low, high, this.#texts.length)
    this.#texts.push(text)
  }

  string(low: number, high: number): string | undefined {
    const index = this.#strings.get(low, high)
    return index === -1 ? undefined : this.#texts[index]
  }

  addFrame(low: number, high: number, frame: number): void {
    this.#frames.set(low, high, frame)
  }

  /** The frame, -1 unknown. */
  frame(low: number, high: number): number {
    return this.#frames.get(low, high)
  }
}

/** A set of small integers. */
export class IntegerSet {
  readonly #flags = growableUint8()

  add(index: number): void {
    while (this.#flags.length <= index) this.#flags.push(0)
    this.#flags.set(index, 1)
  }

  has(index: number): boolean {
    return index < this.#flags.length && this.#flags.get(index) === 1
  }
}
