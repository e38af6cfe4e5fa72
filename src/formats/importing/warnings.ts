import type { Warning } from '../../model/recording.ts'

/** Collects the warnings of a recording while it is read: one a code, with how often and where first. */
export class Warnings {
  readonly #known = new Map<
    string,
    { code: string; message: string; count: number; firstAt: string | null }
  >()

  /** `message` is one sentence; that of the first time is kept. `firstAt` like "line 12". */
  add(code: string, message: string, firstAt: string | null = null): void {
    const known = this.#known.get(code)
    if (known === undefined) this.#known.set(code, { code, message, count: 1, firstAt })
    else known.count++
  }

  /** Like {@link add} for something at a line. */
  atLine(code: string, message: string, line: number): void {
    this.add(code, message, `line ${line}`)
  }

  /** Of a file of `size` bytes, `what` ("the pickle") that ends at `end`: says what stands behind it, if anything does. */
  afterEnd(what: string, { end, size }: { end: number; size: number }): void {
    if (end < size)
      this.add('trailing-bytes', `${size - end} bytes after ${what} were not read`, `byte ${end}`)
  }

  list(): Warning[] {
    return [...this.#known.values()]
  }
}
