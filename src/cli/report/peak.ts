import { deltaArrow, formatChange } from '../../base/deltas.ts'
import { UsageError } from '../../base/errors.ts'
import { formatSeconds } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { type ProcessPeak, queryMemoryPeaks } from '../../query/time/memory-peak.ts'
import { recordingsOverTime } from '../../query/time/over-time.ts'
import { terminalText } from '../../render/text/terminal-heat.ts'
import { known } from '../../wire/known.ts'
import type { Context } from '../context.ts'

const MEBIBYTE = 1 << 20

/** Prints the most memory that each input had, and each of its children, as `mprof peak` does; then when, in what, and how that is
 *  known; with a base what its program had. @throws UsageError for an input without memory over time. */
export function reportPeaks(
  recordings: readonly Recording[],
  names: readonly string[],
  { context, isJson, base }: { context: Context; isJson: boolean; base?: Recording | undefined },
): void {
  const before = base === undefined ? [] : queryMemoryPeaks(base)
  if (base !== undefined && before.length === 0)
    throw new UsageError(`${base.meta.name} has no memory over time`)
  const answers = recordingsOverTime(recordings).map(recording => {
    const file = names[recordings.indexOf(recording)]!
    const peaks = queryMemoryPeaks(recording)
    if (peaks.length === 0) throw new UsageError(`${file} has no memory over time`)
    return { file, peaks }
  })
  if (isJson) {
    context.stdout.write(
      `${JSON.stringify({ version: 1, recordings: answers.map(jsonOf), ...(base && { base: jsonOf({ file: base.meta.name, peaks: before }) }) })}\n`,
    )
    return
  }
  for (const { file, peaks } of answers) {
    const [program, ...children] = peaks
    const was = before[0] === undefined ? '' : differenceOf(program!, before[0])
    context.stdout.write(`${terminalText(file)}\t${mebibytes(program!)} MiB${was}\n`)
    for (const [i, child] of children.entries()) {
      const number = /^child (\S+)$/.exec(child.name)?.[1] ?? String(i)
      const name = /^child /.test(child.name) ? '' : terminalText(child.name)
      context.stdout.write(
        `  Child ${number}\t\t\t${mebibytes(child)} MiB${name === '' ? '' : `  ${name}`}\n`,
      )
    }
    context.stdout.write(`  ${wordsOf(program!)}\n`)
  }
}

/** ", was 16.918 MiB: ▲ +2.801 MiB (+17 %)". */
function differenceOf(own: ProcessPeak, base: ProcessPeak): string {
  const delta = own.bytes - base.bytes
  const size = `${delta < 0 ? '−' : '+'}${(Math.abs(delta) / MEBIBYTE).toFixed(3)} MiB`
  const words = delta === 0 ? 'same' : `${deltaArrow(delta)} ${size} (${formatChange(own.bytes, base.bytes)})`
  return `, was ${mebibytes(base)} MiB: ${words}`
}

function mebibytes({ bytes }: ProcessPeak): string {
  return (bytes / MEBIBYTE).toFixed(3)
}

function wordsOf({ of, time, place, isKernels, readBeforeEnd }: ProcessPeak): string {
  const at = `at ${formatSeconds(time / 1e9)}${place === null ? '' : ` in ${terminalText(place)}`}`
  if (of === 'heap') return `${at}; the largest heap that was written down`
  if (!isKernels) return `${at}; the largest sample`
  const read = Number.isNaN(readBeforeEnd)
    ? ''
    : `, read last ${formatSeconds(readBeforeEnd / 1e9)} before the end`
  return `${at}; the kernel’s own peak (VmHWM)${read}`
}

function jsonOf({ file, peaks }: { file: string; peaks: readonly ProcessPeak[] }) {
  return {
    file,
    processes: peaks.map(({ name, of, bytes, isKernels, time, place, readBeforeEnd }) => ({
      name,
      of,
      peak: bytes,
      isKernels,
      time: known(time),
      place,
      readBeforeEnd: known(readBeforeEnd),
    })),
  }
}
