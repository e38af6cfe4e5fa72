import type { Command } from 'commander'
import { withBeforeUnder } from '../../analysis/difference/before-after.ts'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { CallStats } from '../../query/call-stats.ts'
import type { Limit } from '../../query/limit-stats.ts'
import type { Order } from '../../query/stat-listing.ts'
import { addBaseOptions, type BaseFlags } from '../base-options.ts'
import type { Context } from '../context.ts'
import { addHtmlOptions, type HtmlFlags, pageOptions, savePage } from '../html-options.ts'
import { whileReading } from '../reading-progress.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../transform-options.ts'

interface ReportFlags extends HtmlFlags, TransformFlags, BaseFlags {
  readonly sort?: string
  readonly limit: readonly string[]
  readonly callers?: string
  readonly callees?: string
  readonly stripDirs?: boolean
  readonly reverse?: boolean
  readonly value?: string
  readonly profile?: string
  readonly json?: boolean
}

/** Functions that a table of samples shows where nothing else is asked for: the rest costs little. */
const SHORT_TABLE = 40

/** `pyrometer report [FILE...]`: the functions table, or callers and callees of some. */
export function define(command: Command, context: Context): void {
  command
    .argument('[files...]', 'recordings of any format, "-" for standard input; several are added together')
    .option(
      '--sort <keys>',
      "pstats' keys, separated by commas (calls, cumulative, tottime, name …); with --base also delta, total-delta, slower, faster",
    )
    .option(
      '--limit <limit>',
      'a number, a share (0.1) or a regular expression; repeatable, applied in order',
      (limit: string, limits: readonly string[]) => [...limits, limit],
      [] as readonly string[],
    )
    .option('--callers <regex>', 'who calls the functions that match, closed by a self row')
    .option('--callees <regex>', 'what the functions that match call, closed by a self row')
    .option('--strip-dirs', 'leave folders out of file names')
    .option('--reverse', 'print in the opposite order')
    .option('--value <name>', 'the value type to show, where there are several (wall, cpu …)')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .option('--json', 'print the answer as JSON')
  addBaseOptions(command)
  addHtmlOptions(command)
  addTransformOptions(command)
  command.action(async (files: string[], flags: ReportFlags) => {
    if (flags.base !== undefined || flags.normalize !== undefined) {
      const { openMerged } = await import('../../workbench/open-merged.ts')
      const { base, normalize, profile } = flags
      const asked = { base, normalize, profile, transforms: transformsOf(flags) }
      const joined = await whileReading(context, options => openMerged(files, { ...options, ...asked }))
      return printDifference(joined, flags, context)
    }
    pageOptions(flags, context)
    if (flags.html !== undefined) return saveReportPage(files, flags, context)
    const { openStats } = await import('../open-stats.ts')
    const { stripCallStats } = await import('../../query/call-stats.ts')
    const opened = await openStats(files, {
      context,
      value: flags.value,
      profile: flags.profile,
      transforms: transformsOf(flags),
    })
    if (opened.stats === null) {
      const { printOverview } = await import('../print-overview.ts')
      printOverview(opened.recordings, { context, isJson: flags.json === true })
      return
    }
    const [only] = opened.recordings
    const paired = opened.recordings.length === 1 ? withBeforeUnder(only!) : only!
    if (paired !== only) return printDifference(paired, flags, context)
    const stats = flags.stripDirs === true ? stripCallStats(opened.stats) : opened.stats
    const order = await orderOf(stats, flags)
    const limits = await limitsOf(flags.limit)
    if (flags.json === true) await printJson(stats, { order, limits, flags, context })
    else await printText(stats, { order, limits, flags, context, files: opened.files })
  })
}

async function printDifference(recording: Recording, flags: ReportFlags, context: Context): Promise<void> {
  const { reportDifference } = await import('../report-difference.ts')
  const { sort, callers, callees, value } = flags
  const question = { sort, callers, callees, value, limits: await limitsOf(flags.limit) }
  reportDifference(
    recording,
    {
      ...question,
      isStripped: flags.stripDirs === true,
      isReversed: flags.reverse === true,
      isJson: flags.json === true,
    },
    context,
  )
}

/** The functions table of the browser application. */
async function saveReportPage(files: readonly string[], flags: ReportFlags, context: Context): Promise<void> {
  const { openMerged } = await import('../../workbench/open-merged.ts')
  const { valueTypeNamed } = await import('../../workbench/value-type.ts')
  const { profile, value } = flags
  const recording = await whileReading(context, options =>
    openMerged(files, { ...options, profile, transforms: transformsOf(flags) }),
  )
  const hash = new URLSearchParams({ view: 'functions' })
  const valueType = valueTypeNamed(recording, value)
  if (valueType !== null) hash.set('value', String(valueType))
  await savePage([recording], flags, { context, hash: hash.toString() })
}

interface Question {
  readonly order: Order
  readonly limits: readonly Limit[]
  readonly flags: ReportFlags
  readonly context: Context
}

async function printJson(stats: CallStats, { order, limits, flags, context }: Question): Promise<void> {
  const { listStats } = await import('../../query/stat-listing.ts')
  const { reportListing } = await import('../../query/report.ts')
  const sides = (['callers', 'callees'] as const).filter(side => flags[side] !== undefined)
  const patterns = sides.map(side => patternLimit(flags[side]!))
  const listing = listStats(stats, order, [...patterns, ...limits])
  context.stdout.write(`${JSON.stringify(reportListing(listing, sides))}\n`)
}

async function printText(
  stats: CallStats,
  { order, limits, flags, context, files }: Question & { files: readonly string[] },
): Promise<void> {
  const { listStats } = await import('../../query/stat-listing.ts')
  const { renderListing } = await import('../render-listing.ts')
  const sides = (['callers', 'callees'] as const).filter(side => flags[side] !== undefined)
  for (const side of sides) {
    const listing = listStats(stats, order, [patternLimit(flags[side]!), ...limits])
    if (listing.entries.length === 0) throw noFunction(flags[side]!)
    context.stdout.write(await renderListing(listing, { side, context, hasExtras: true, files }))
  }
  if (sides.length > 0) return
  const isShort = stats.source === 'stacks' && limits.length === 0
  const shown = isShort ? [{ kind: 'count', count: SHORT_TABLE } as const] : limits
  const listing = listStats(stats, order, shown)
  const told = isShort ? { ...listing, notes: [] } : listing
  context.stdout.write(await renderListing(told, { side: null, context, hasExtras: true, files }))
}

/** By self where nothing is asked for: that is the question a report answers. */
async function orderOf(stats: CallStats, flags: ReportFlags): Promise<Order> {
  const { SORT_KEYS, sortKeyOf } = await import('../../query/sort-stats.ts')
  const { orderStats, reverseOrder } = await import('../../query/stat-listing.ts')
  const words = (flags.sort ?? 'tottime').split(',').map(word => word.trim())
  const keys = words.map(word => {
    const key = sortKeyOf(word)
    if (key !== null) return key
    throw new UsageError(
      `Cannot sort by "${word}": no key has that name, or several begin so`,
      `Keys: ${Object.keys(SORT_KEYS).join(', ')}; a beginning that only one has will do`,
    )
  })
  const order = orderStats(stats, keys)
  return flags.reverse === true ? reverseOrder(order) : order
}

async function limitsOf(texts: readonly string[]): Promise<readonly Limit[]> {
  const { compilePattern, parseLimit } = await import('../../query/limit-stats.ts')
  return texts.map(text => {
    const limit = parseLimit(text)
    if (limit === null) throw new UsageError(`Cannot limit to "${text}": a share must be between 0 and 1`)
    if (limit.kind === 'pattern' && compilePattern(limit.pattern) === null) {
      throw new UsageError(`Cannot limit to "${text}": it is no regular expression`)
    }
    return limit
  })
}

function patternLimit(pattern: string): Limit {
  return { kind: 'pattern', pattern }
}

function noFunction(pattern: string): UsageError {
  return new UsageError(
    `No function matches "${pattern}"`,
    'Patterns are matched with "file:line(name)"; "report" lists the functions',
  )
}
