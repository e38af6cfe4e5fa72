import type { SharedBuilder } from '../../../model/shared-builder.ts'
import type { SourceIndex } from '../../../model/tables.ts'

/** Blank lines that may be put in all, before and between the lines that reports print. */
const MAX_BLANK_LINES = 1 << 20

/** Gathers the lines of source that a printed report holds, and makes of each source a text whose lines that were not
 *  printed are blank. */
export class SourceLines {
  readonly #texts = new Map<SourceIndex, Map<number, string>>()
  #blankLeft = MAX_BLANK_LINES

  /** `line` is 1-based (0 is none and not kept); `text` has no line end. */
  add(source: SourceIndex, line: number, text: string): void {
    if (line < 1) return
    let lines = this.#texts.get(source)
    if (lines === undefined) {
      lines = new Map()
      this.#texts.set(source, lines)
    }
    lines.set(line, text)
  }

  /** The text of a line, undefined where none was added. */
  text(source: SourceIndex, line: number): string | undefined {
    return this.#texts.get(source)?.get(line)
  }

  /** Puts the texts into the table of sources; those that would be almost all blank are left out. */
  finish(shared: SharedBuilder): void {
    for (const [source, lines] of this.#texts) {
      const numbers = [...lines.keys()].sort((a, b) => a - b)
      const last = numbers.at(-1)!
      this.#blankLeft -= last - numbers.length
      if (this.#blankLeft < 0) return
      const pieces: string[] = []
      let next = 1
      for (const number of numbers) {
        pieces.push('\n'.repeat(number - next), lines.get(number)!, '\n')
        next = number + 1
      }
      shared.sources.columns.text.set(source, shared.string(pieces.join('')))
    }
  }
}
