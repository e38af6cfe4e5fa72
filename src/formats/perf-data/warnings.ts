import type { Warning } from '../../model/recording.ts'

/** Counts what a reader met and went on from. */
export class Warnings {
  readonly #byCode = new Map<string, Warning>()

  /** `count` more of what `message` says; nothing where it is 0. */
  add(code: string, message: string, count = 1): void {
    if (count === 0) return
    const before = this.#byCode.get(code)?.count ?? 0
    this.#byCode.set(code, { code, message, count: before + count, firstAt: null })
  }

  list(): Warning[] {
    return [...this.#byCode.values()]
  }
}
