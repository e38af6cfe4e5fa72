import type { Warning } from '../../model/recording.ts'

const MESSAGES = {
  'unreadable-lines': 'Lines that are neither samples nor frames were left out.',
  'frames-without-sample': 'Frames that follow no sample were left out.',
  'side-events': 'Records of mappings, forks, names and switches were left out.',
  'lost-samples': 'perf says that it lost samples here.',
  'tracepoint-fields': 'The fields of tracepoints and other text behind the event were left out.',
  'branch-stacks': 'Branch stacks, registers and instructions were left out.',
  'source-text': 'The text of source lines was left out.',
  'empty-line-in-sample': 'An empty line stood between a sample and its frames.',
} as const

/** What can be odd about a file. */
export type Oddity = keyof typeof MESSAGES

/** Counts what was met and left out. */
export class Oddities {
  readonly #met = new Map<Oddity, { count: number; line: number }>()

  note(oddity: Oddity, line: number, count = 1): void {
    const met = this.#met.get(oddity)
    if (met === undefined) this.#met.set(oddity, { count, line })
    else met.count += count
  }

  /** How often something was met. */
  count(oddity: Oddity): number {
    return this.#met.get(oddity)?.count ?? 0
  }

  /** The line where something was met first, 0 when it was not. */
  firstLine(oddity: Oddity): number {
    return this.#met.get(oddity)?.line ?? 0
  }

  finish(): Warning[] {
    return [...this.#met].map(([code, { count, line }]) => {
      return { code, message: MESSAGES[code], count, firstAt: line > 0 ? `line ${line}` : null }
    })
  }
}
