import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { assertProfileCount } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { compareMoments, type MprofRecord, parseRecord } from './parse-record.ts'
import { type Call, Run } from './run.ts'

const FORMAT = 'mprof'

/**
 * Reads memory over time as `mprof run` writes it. A file holds a recording for each CMDLINE in it: `mprof run` appends to
 * a file that is there. Calls (FUNC) are written by the program itself when it ends, at any place of the file: each goes
 * to the run during which it ended.
 * @throws FormatError when no line is one of mprof's.
 */
export async function readMprof(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const runs: Run[] = []
  const calls: Call[] = []
  const warnings = new Warnings()
  const decoder = new TextDecoder()
  let firstOdd = 0
  const lastRun = () => {
    if (runs.length === 0) runs.push(new Run())
    return runs.at(-1)!
  }
  const take = (record: MprofRecord, line: number) => {
    if (record.kind === 'call') calls.push(record)
    else if (record.kind === 'memory') lastRun().addMemory(record)
    else if (record.kind === 'blank') {
      warnings.atLine(
        'blank-line',
        'memory_profiler says by a blank line that the program was too short',
        line,
      )
    } else {
      // Calls and memory may stand before the command they belong to.
      if (runs.at(-1)?.command !== null) runs.push(new Run())
      lastRun().command = record.text
    }
  }
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      const record = parseRecord(decoder.decode(bytes.subarray(start, end)))
      if (record !== null) return take(record, line)
      if (firstOdd === 0) firstOdd = line
      warnings.atLine('unknown-lines', 'Lines that are none of mprof were left out', line)
    },
  })
  if (runs.length === 0 && calls.length === 0) {
    throw new FormatError(FORMAT, 'expected lines of MEM, CHLD, FUNC or CMDLINE, found none', {
      line: Math.max(1, firstOdd),
    })
  }
  shareOut(calls, runs.length === 0 ? [lastRun()] : runs)
  assertProfileCount(FORMAT, runs.length)
  const title = titleOf(input.name, 'memory over time')
  return runs.map((run, i) =>
    run.finish({
      file: input.name,
      name: runs.length === 1 ? title : `${title} #${i + 1}`,
      // What was odd about the file is said once.
      warnings: i === 0 ? warnings : new Warnings(),
    }),
  )
}

/** Gives each call to the last run that had begun when it ended. O((calls + runs) log runs). */
function shareOut(calls: readonly Call[], runs: readonly Run[]): void {
  const begun = runs.filter(run => run.begin !== null).sort((a, b) => compareMoments(a.begin!, b.begin!))
  for (const call of calls) {
    let [low, high] = [0, begun.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareMoments(begun[middle]!.begin!, call.end) <= 0) low = middle + 1
      else high = middle
    }
    const owner = begun[low - 1] ?? runs[0]!
    owner.addCall(call)
  }
}
