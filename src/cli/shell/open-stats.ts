import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { formulaName } from '../../query/formula/formula.ts'
import { type CallStats, callStatsOf, sumCallStats } from '../../query/stats/call-stats.ts'
import { terminalText } from '../../render/text/terminal-heat.ts'
import { openInputs } from '../../workbench/opening/open.ts'
import type { Context } from '../context.ts'
import { whileReading } from '../reading-progress.ts'

/** Figures of functions, and how pstats names the files they came from. */
export interface OpenedStats {
  /** Null where no input has functions. */
  readonly stats: CallStats | null
  readonly recordings: readonly Recording[]
  /** "Sat Nov 21 09:23:40 2026    c.prof". */
  readonly files: readonly string[]
}

interface StatsOptions {
  readonly context: Context
  readonly value?: string | undefined
  readonly profile?: string | undefined
  readonly parts?: string | undefined
  readonly transforms?: readonly string[] | undefined
}

/** Opens inputs of any format and adds up the figures of their functions. `value` names a value type.
 *  @throws UsageError when they have no functions, no such value type, or cannot be added; what opening throws. */
export async function openStats(
  paths: readonly string[],
  { context, value, profile, parts, transforms }: StatsOptions,
): Promise<OpenedStats> {
  const told = new Set<string>()
  const recordings = await whileReading(context, options =>
    openInputs(paths, {
      ...{ ...options, profile, parts, transforms, valueType: value, isToAdd: true },
      onNote: note => {
        told.add(note)
        options.onNote?.(note)
      },
    }),
  )
  for (const recording of recordings) tellWarnings(recording, { context, told })
  const hasFunctions = recordings.some(({ stacks, calls }) => stacks !== null || calls !== null)
  const sum = hasFunctions ? sumInputs(recordings.map(recording => statsOf(recording, value))) : null
  if (recordings.length === 0) throw new UsageError('The input holds no recording')
  return {
    stats: sum,
    recordings,
    files: paths.map(path => describeFile(path, context.cwd)),
  }
}

/** The same where functions are needed. @throws UsageError when no input has any, besides. */
export async function openFunctionStats(
  paths: readonly string[],
  options: Parameters<typeof openStats>[1],
): Promise<OpenedStats & { readonly stats: CallStats }> {
  const opened = await openStats(paths, options)
  const { stats, recordings } = opened
  if (stats !== null) return { ...opened, stats }
  throw new UsageError(
    `${recordings[0]!.meta.name} has neither stacks nor a call graph, so no functions`,
    '"pyrometer report" shows what it has',
  )
}

/** Inputs' figures added together. @throws UsageError when they are of different kinds. */
export function sumInputs(all: readonly CallStats[]): CallStats {
  const [target] = all
  const other = all.find(one => one.source !== target?.source || one.unit !== target.unit)
  if (target === undefined || other === undefined) return sumCallStats(all)
  const name = (stats: CallStats) => stats.recordings.map(({ recording }) => recording.meta.name).join(', ')
  const kind = (stats: CallStats) => (stats.source === 'stacks' ? 'samples' : 'counted calls')
  throw new UsageError(
    `Cannot add ${name(other)} (${kind(other)} in ${other.unit}) to ${name(target)} (${kind(target)} in ${target.unit})`,
    'Report them one by one',
  )
}

/** Says on standard error what the reader met and went on from, but for what was told of a filter already. */
function tellWarnings(
  { meta }: Recording,
  { context, told }: { readonly context: Context; readonly told: ReadonlySet<string> },
): void {
  for (const { message, count, firstAt } of meta.warnings) {
    if (told.has(message) || told.has(`${meta.name}: ${message}`)) continue
    const times = count > 1 ? [`${count} times`] : []
    const first = firstAt === null ? [] : [count > 1 ? `first at ${firstAt}` : firstAt]
    const often = count > 1 || firstAt !== null ? ` (${[...times, ...first].join(', ')})` : ''
    context.stderr.write(terminalText(`${meta.name}: ${message}${often}`))
    context.stderr.write('\n')
  }
}

function statsOf(recording: Recording, value: string | undefined): CallStats {
  const part = recording.stacks ?? recording.calls
  if (part === null) {
    throw new UsageError(`${recording.meta.name} has neither stacks nor a call graph, so no functions`)
  }
  if (value === undefined) return callStatsOf(recording)
  const valueType = part.valueTypes.findIndex(type => type.name === value || type.name === formulaName(value))
  if (valueType !== -1) return callStatsOf(recording, { valueType })
  const known = part.valueTypes.map(type => type.name).join(', ')
  throw new UsageError(`${recording.meta.name} has no value type "${value}"`, `It has: ${known}`)
}

/** A file as pstats heads its reports with: when it was last changed, and its path as given. */
function describeFile(path: string, cwd: string): string {
  if (path === '-') return 'standard input'
  try {
    return `${formatTime(statSync(resolve(cwd, path)).mtime)}    ${path}`
  } catch {
    return path
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** C's `asctime`: "Sat Nov  1 09:03:40 2026". */
function formatTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
  const day = String(time.getDate()).padStart(2)
  return `${DAYS[time.getDay()]} ${MONTHS[time.getMonth()]} ${day} ${clock} ${time.getFullYear()}`
}
