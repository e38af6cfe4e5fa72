import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { DURATION, parseCount, parseDuration, parseResult, type Result } from './parse-result.ts'

const FORMAT = 'timeit'
type Counter = Recording['counters'][number]

const COMMAND = /(?:-m timeit|%timeit|%%timeit|^timeit)\s+(.*\S)\s*$/
const TRIAL = new RegExp(`^([\\d,_]+) loops? -> (${DURATION})`)
/** Up to 3.6 the warning is broken into two lines. */
const WORST = new RegExp(`(?:The worst |^)time \\((${DURATION})\\) was more than`)
const UNRELIABLE = /The test results are likely unreliable\. The worst$/
const SLOWEST = /^The slowest run took ([\d.]+) times longer than the fastest/

/** What is known of a measurement before its result is printed. */
interface Pending {
  /** What was measured, where a command line says it. */
  label: string | null
  readonly counters: Counter[]
}

/**
 * Reads what timeit prints, one result or several, as counters: the time of a loop, loops and runs, with `-v` also the
 * trials and the raw times. Several results are told apart by their commands where these stand before them, else by
 * numbers. @throws FormatError when there is no result.
 */
export async function readTimeit(
  input: FormatInput,
  options: ReadOptions = {},
): Promise<readonly Recording[]> {
  const found: { label: string | null; counters: Counter[] }[] = []
  const warnings = new Warnings()
  const decoder = new TextDecoder()
  let pending: Pending = { label: null, counters: [] }
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, number) {
      const line = decoder.decode(bytes.subarray(start, end)).trim()
      const result = parseResult(line)
      if (result !== null) {
        found.push({ label: pending.label, counters: [...countersOf(result), ...pending.counters] })
        pending = { label: null, counters: [] }
      } else if (!readDetail(line, pending, found.at(-1)?.counters ?? []) && line !== '') {
        warnings.atLine('other-lines', 'Lines that are no output of timeit were left out', number)
      }
    },
  })
  if (found.length === 0) {
    throw new FormatError(FORMAT, 'expected "N loops, best of N: T usec per loop", found no such line', {
      line: 1,
    })
  }
  const labels = distinct(found.map(({ label }) => label))
  const counters = found.flatMap((result, i) =>
    result.counters.map(counter =>
      labels[i] === '' ? counter : { ...counter, name: `${labels[i]}: ${counter.name}` },
    ),
  )
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      { recorder: { name: 'timeit', mode: 'bench' }, warnings: warnings.list() },
      { shared: new SharedBuilder(), counters },
    ),
  ]
}

function countersOf({ kind, time, deviation, runs, loops }: Result): Counter[] {
  return [
    { name: `${kind} time per loop`, unit: 'nanoseconds', value: time },
    ...(Number.isNaN(deviation)
      ? []
      : [{ name: 'standard deviation per loop', unit: 'nanoseconds', value: deviation }]),
    { name: 'loops', unit: 'count', value: loops },
    { name: 'runs', unit: 'count', value: runs },
  ]
}

/** Takes what stands before a result (commands, trials, raw times) or behind it (how the worst run was); false when the
 *  line is none of these. */
function readDetail(line: string, pending: Pending, last: Counter[]): boolean {
  const command = COMMAND.exec(line)
  if (command !== null) {
    pending.label = command[1]!
    return true
  }
  const trial = TRIAL.exec(line)
  if (trial !== null) {
    const name = `trial of ${parseCount(trial[1]!)} loops`
    pending.counters.push({ name, unit: 'nanoseconds', value: parseDuration(trial[2]!) })
    return true
  }
  if (line.startsWith('raw times:')) {
    const times = line
      .slice('raw times:'.length)
      .trim()
      .split(/, |\s+(?=\d)/)
    for (const [i, time] of times.entries()) {
      pending.counters.push({ name: `raw time ${i + 1}`, unit: 'nanoseconds', value: parseDuration(time) })
    }
    return true
  }
  const worst = WORST.exec(line)
  if (worst !== null) {
    last.push({ name: 'worst time per loop', unit: 'nanoseconds', value: parseDuration(worst[1]!) })
    return true
  }
  if (UNRELIABLE.test(line)) return true
  const slowest = SLOWEST.exec(line)
  if (slowest === null) return false
  pending.counters.push({ name: 'slowest run by the fastest', unit: 'ratio', value: Number(slowest[1]) })
  return true
}

/** One text for each result that no other has; '' where there is one result without a command. */
function distinct(labels: readonly (string | null)[]): string[] {
  const seen = new Map<string, number>()
  return labels.map((label, i) => {
    const text = label ?? (labels.length === 1 ? '' : `#${i + 1}`)
    const times = (seen.get(text) ?? 0) + 1
    seen.set(text, times)
    return times === 1 ? text : `${text} (${times})`
  })
}
