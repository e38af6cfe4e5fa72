import { formatCount, formatCountOf, formatSeconds, formatShare } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { queryFunctions } from '../../query/functions/functions.ts'
import { queryHotLines } from '../../query/lines/hot-lines.ts'
import { shortPath } from '../../query/short-path.ts'
import { querySummary } from '../../query/summary.ts'
import { terminalText } from '../../render/text/terminal-heat.ts'
import { terminalName } from '../../render/text/terminal-name.ts'
import type { RecordedRun } from '../../workbench/record.ts'

const SHOWN = 3
/** ns. */
const SHORT = 1e9

/** What `record` prints at its end: where the recording is, how good it is, its hottest functions and lines. */
export function formatRunSummary({ recording, path }: RecordedRun, cwd: string): string {
  const lines = [`pyrometer: saved ${terminalText(path)}`, ...headLines(recording)]
  const { functions, hotLines } = hottest(recording, cwd)
  if (functions.length > 0) lines.push(`  ${titleOf(recording)} (self)`, ...functions)
  if (hotLines.length > 0) lines.push('  hottest lines (self)', ...hotLines)
  return `${lines.join('\n')}\n`
}

function titleOf({ stacks }: Recording): string {
  const shown = stacks?.valueTypes[stacks.defaultValueType]
  return shown?.unit === 'bytes' ? `${terminalText(shown.name)} by function` : 'hottest functions'
}

function headLines(recording: Recording): string[] {
  const { duration, samples, threads, interpreter, quality } = querySummary(recording)
  const parts: string[] = []
  if (duration !== null) parts.push(formatSeconds(duration / 1e9))
  // A heap's rows are places that allocate.
  if (samples !== null && recording.meta.recorder.mode !== 'heap')
    parts.push(`${formatCountOf(samples, 'sample')} of ${formatCountOf(threads, 'thread')}`)
  if (interpreter !== null) parts.push(interpreter)
  const lines = [`  ${parts.join(', ')}`]
  if (quality !== null) lines.push(`  ${qualityParts(quality, duration).join(', ')}`)
  const signal = recording.meta.exit?.signal ?? null
  if (signal !== null) lines.push(`  ${signal} ended the program; what was measured until then is saved`)
  return lines
}

function qualityParts(quality: NonNullable<Recording['meta']['quality']>, duration: number | null): string[] {
  const parts: string[] = []
  const {
    askedRate,
    achievedRate,
    scheduledTicks,
    takenTicks,
    lateTicks,
    stacksRead,
    tornStacks,
    tornShare,
    recorderCpu,
  } = quality
  if (askedRate !== null && achievedRate !== null) {
    parts.push(`${formatCount(Math.round(achievedRate))} of ${formatCount(askedRate)} samples a second`)
  }
  if (takenTicks !== null && scheduledTicks !== null && scheduledTicks > 0) {
    const late = lateTicks === null || lateTicks === 0 ? '' : ` (${formatShare(lateTicks / takenTicks)} late)`
    parts.push(`${(100 * (takenTicks / scheduledTicks)).toFixed(2)} % of ticks taken${late}`)
  }
  if (tornStacks !== null && stacksRead !== null && stacksRead > 0) {
    const more = tornShare === null ? '' : ` (and an estimated ${formatShare(tornShare)} unseen)`
    parts.push(`${formatShare(tornStacks / stacksRead)} torn${more}`)
  }
  if (recorderCpu !== null && duration !== null && duration > 0) {
    // Of a program that is over at once a share would only say how long the recorder takes to start.
    const cost =
      duration < SHORT
        ? formatSeconds(recorderCpu / 1e9)
        : `${formatShare(recorderCpu / duration)} of a processor`
    parts.push(`recorder ${cost}`)
  }
  return parts
}

function hottest(recording: Recording, cwd: string): { functions: string[]; hotLines: string[] } {
  if (recording.stacks === null && recording.calls === null) return { functions: [], hotLines: [] }
  const { shared } = recording
  const place = (source: number) =>
    source === -1 ? '' : shortPath(shared.strings[shared.sources.path[source]!]!, cwd)
  const { rows, whole } = queryFunctions(recording)
  const functions: string[] = []
  for (let i = 0; i < rows.length && functions.length < SHOWN; i++) {
    const func = rows.func[i]!
    if (shared.funcs.kind[func] === FuncKind.marker || !(rows.self[i]! > 0)) continue
    const name = terminalName(shared.strings[shared.funcs.name[func]!]!)
    functions.push(row(rows.self[i]! / whole, `${name}  ${place(shared.funcs.source[func]!)}`))
  }
  const hotLines: string[] = []
  if (recording.stacks !== null) {
    const answer = queryHotLines(recording, {}, SHOWN + 5)
    for (let i = 0; i < answer.length && hotLines.length < SHOWN; i++) {
      if (answer.source[i] === -1 || !(answer.self[i]! > 0)) continue
      hotLines.push(row(answer.self[i]! / answer.whole, `${place(answer.source[i]!)}:${answer.line[i]}`))
    }
  }
  return { functions, hotLines }
}

function row(share: number, text: string): string {
  return `    ${formatShare(share).padStart(7)}  ${terminalText(text.trimEnd())}`
}
