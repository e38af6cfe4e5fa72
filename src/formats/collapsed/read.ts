import { FormatError } from '../../base/errors.ts'
import type { Recording, Warning } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { parseCounts } from './parse-line.ts'
import { StackTable } from './stack-table.ts'

const FORMAT = 'collapsed'
/** Lines looked at before it is decided whether each has two counts. */
const TRIAL_LINES = 64

/**
 * Reads collapsed stacks. Equal stacks are added up, since the lines have no order in time; a row's place is where its
 * stack came first; `isInOrder` keeps every line a sample. O(bytes), memory for the distinct stacks. Lines that are no stacks are left out and counted in a
 * warning.
 * @throws FormatError when no line is one.
 */
export async function readCollapsed(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const trial: Uint8Array[] = []
  let table: StackTable | null = null
  const settle = () => {
    // Of lines as they stand the number before the count is part of the stack: what flamegraph.pl draws depends on each.
    const isDifference =
      options.isPlain !== true && trial.length > 0 && trial.every(line => hasCounts(line, 2))
    const made = new StackTable(FORMAT, isDifference ? 2 : 1, { ...options, size: input.size })
    for (const line of trial) made.add(line, 0, line.length)
    trial.length = 0
    return made
  }
  const odd: OddLines = { count: 0, first: 0 }
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      if (table !== null || options.isPlain === true) {
        table ??= settle()
        if (!table.add(bytes, start, end) && !isBlankOrComment(bytes, start, end)) noteOdd(odd, line)
      } else if (!isBlankOrComment(bytes, start, end)) {
        const kept = bytes.slice(start, end)
        if (!hasCounts(kept, 1)) return noteOdd(odd, line)
        trial.push(kept)
        if (trial.length === TRIAL_LINES) table = settle()
      }
    },
  })
  table ??= settle()
  if (table.isEmpty) {
    throw new FormatError(FORMAT, 'expected lines of a stack and a count ("main;read 12"), found none', {
      line: odd.count > 0 ? odd.first : 1,
    })
  }
  return [table.finish(input.name, warningsOf(odd))]
}

interface OddLines {
  count: number
  first: number
}

function noteOdd(odd: OddLines, line: number): void {
  if (odd.count++ === 0) odd.first = line
}

function warningsOf({ count, first }: OddLines): Warning[] {
  if (count === 0) return []
  const message = 'Lines that are no stack with a count were left out.'
  return [{ code: 'unreadable-lines', message, count, firstAt: `line ${first}` }]
}

function isBlankOrComment(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at++
  return at === end || (bytes[start] === 35 && bytes[start + 1] === 32)
}

/** Whether a line is `stack count`, or `stack before after` as difffolded.pl writes it. */
function hasCounts(line: Uint8Array, counts: 1 | 2): boolean {
  return parseCounts(line, 0, line.length, counts, { stackEnd: 0, last: 0, first: 0 })
}
