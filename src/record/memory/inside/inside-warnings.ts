import { RecorderError } from '../../../base/errors.ts'
import { formatShare, formatValue } from '../../../base/units.ts'
import { type Exit, type Warning, warn } from '../../../model/recording.ts'
import { endingWarnings, unmatchedWarnings } from '../../python/inject/inside-warnings.ts'
import type { MemoryInside } from '../../recorder.ts'
import type { AllocationSites, MemoryFile } from './read-memory-file.ts'

/** What is asked of, and known about, a run. */
interface Run {
  readonly asked: MemoryInside
  readonly exit: Exit
  /** Whether the command starts Python itself. */
  readonly isDirect: boolean
  /** Whether the lines of some functions were asked for. */
  readonly areLinesAsked: boolean
}

/** What has to be said about what was measured inside and what was not. @throws RecorderError PYRO_NOT_TRACED when nothing was, and
 *  no signal is to blame. */
export function insideWarnings(files: readonly MemoryFile[], run: Run): readonly Warning[] {
  if (files.length === 0) return [nothingLeft(run)]
  const warnings = [...unmatchedWarnings(files)]
  const isMeanwhile = files.some(({ notes }) => notes.includes('meanwhile'))
  const hasFunctions = files.some(({ functions }) => functions.length > 0)
  if (run.areLinesAsked && !hasFunctions && !isMeanwhile && warnings.length === 0) {
    warnings.push(
      warn('no-functions', 'No function was chosen: name some with -f NAME, or decorate them with @profile'),
    )
  }
  for (const { passed } of files) {
    if (passed === null) continue
    const { name, file, line, bytes } = passed
    warnings.push(
      warn(
        'memory-limit',
        `Memory passed ${run.asked.limit} MiB (it was ${(bytes / 2 ** 20).toFixed(1)} MiB) in ${name} at ${file}:${line}`,
      ),
    )
  }
  if (files.some(({ hasNoSites }) => hasNoSites)) {
    warnings.push(
      warn('no-tracemalloc', 'Allocation sites were not measured: this Python has no tracemalloc'),
    )
  }
  for (const { sites } of files) if (sites !== null) warnings.push(...sitesWarnings(sites))
  if (files.some(({ variables }) => variables?.hasMore === true)) {
    warnings.push(
      warn('variables-cut', 'There were more variables than are kept: those that came last are missing'),
    )
  }
  const failure = files.flatMap(({ notes }) => notes).find(note => note.startsWith('failed: '))
  if (failure !== undefined) {
    warnings.push(warn('inside-failed', `Measuring inside the program ${failure}; figures are missing`))
  }
  return [...warnings, ...endingWarnings(files, run.exit)]
}

/** Share of the exact peak below which a snapshot is said not to be it. */
const NEAR = 0.95

function sitesWarnings(sites: AllocationSites): Warning[] {
  const warnings: Warning[] = []
  if (sites.peak > 0 && sites.held < NEAR * sites.peak) {
    const [peak, held] = [formatValue(sites.peak, 'bytes'), formatValue(sites.held, 'bytes')]
    const message = `The peak came and went between two looks: it was ${peak}, "peak bytes" are of a moment with ${held} (${formatShare(sites.held / sites.peak)})`
    warnings.push(warn('peak-missed', message))
  }
  if (sites.isGrowthMissing) {
    warnings.push(
      warn('no-growth', 'There is no growth: the point from which it was to be told did not come'),
    )
  }
  if (sites.isStopped) {
    warnings.push(
      warn(
        'tracemalloc-stopped',
        'The program itself stopped tracemalloc: what it did after that is missing',
      ),
    )
  }
  return warnings
}

function nothingLeft({ exit, isDirect }: Run): Warning {
  if (exit.signal !== null) {
    return warn(
      'killed',
      `The program was ended by ${exit.signal} before anything inside it could be measured`,
    )
  }
  throw new RecorderError(
    'PYRO_NOT_TRACED',
    isDirect
      ? 'The program ended without leaving what was measured inside it'
      : 'No Python was started that could be measured inside, or it was told to ignore its environment (-I, -E, -S)',
    {
      hint: isDirect
        ? 'Python 3.8 or newer is needed; does the temporary folder have space?'
        : 'Name the interpreter: pyrometer record --mode memory -f NAME -- python3 script.py',
    },
  )
}
