/** Callers of a stack under which it is looked for. */
const LEVELS = 12
/** Stacks remembered under one caller. */
const MOST_GROWERS = 256

/**
 * Stacks that were seen to grow, by who called them. A thread that is asleep at two ticks and has run in between has grown in
 * something too short to be seen; in a loop that is most likely what was seen in other rounds, called from the same place.
 */
export class Growers {
  readonly #prefixOf: (stack: number) => number
  readonly #under = new Map<number, Map<number, number>>()

  constructor(prefixOf: (stack: number) => number) {
    this.#prefixOf = prefixOf
  }

  /** Takes note of what a stack grew by, in bytes. */
  confirm(stack: number, bytes: number): void {
    for (const caller of this.#callersOf(stack)) {
      const growers = this.#under.get(caller) ?? new Map<number, number>()
      if (!growers.has(stack) && growers.size >= MOST_GROWERS) continue
      growers.set(stack, (growers.get(stack) ?? 0) + bytes)
      this.#under.set(caller, growers)
    }
  }

  /** Who grew under the nearest caller of a stack under which anybody did, with their shares; null where nobody did. */
  around(stack: number): Map<number, number> | null {
    for (const caller of this.#callersOf(stack)) {
      const growers = this.#under.get(caller)
      if (growers === undefined) continue
      let whole = 0
      for (const bytes of growers.values()) whole += bytes
      return new Map([...growers].map(([grower, bytes]) => [grower, bytes / whole]))
    }
    return null
  }

  *#callersOf(stack: number): Generator<number> {
    let at = stack
    for (let level = 0; level < LEVELS && at !== -1; level++) {
      at = this.#prefixOf(at)
      yield at
    }
  }
}
