import type { Command } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { CallStats } from '../../query/stats/call-stats.ts'
import type { Limit } from '../../query/stats/limit-stats.ts'
import type { Order } from '../../query/stats/listing.ts'
import type { Context } from '../context.ts'
import { addBaseOptions, type BaseFlags } from '../options/base.ts'
import { addHtmlOptions, type HtmlFlags, pageOptions } from '../options/html.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'

interface ReportFlags extends HtmlFlags, TransformFlags, BaseFlags {
  readonly sort?: string
  readonly limit: readonly string[]
  readonly callers?: string
  readonly callees?: string
  readonly stripDirs?: boolean
  readonly reverse?: boolean
  readonly allCallers?: string
  readonly allCallees?: string
  readonly group?: string
  readonly hotStack?: boolean
  readonly peak?: boolean
  readonly parts?: boolean
  readonly part?: string
  readonly value: readonly string[]
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
    .option('--all-callers <regex>', 'who calls them directly or through others, and how far away they are')
    .option('--all-callees <regex>', 'what they call, directly or through others')
    .option('--group <by>', 'sums of groups of functions: file, module, library, class or cycle')
    .option('--hot-stack', 'the most expensive stack; with --focus that of the functions that match')
    .option('--peak', 'the most memory that each input and its children had, when and in what')
    .option('--parts', 'the parts of the input (dumps, ranks, processes, threads) with their sums')
    .option('--part <parts>', 'only these parts: numbers ("1,3-5") or a regular expression for names')
    .option('--strip-dirs', 'leave folders out of file names')
    .option('--reverse', 'print in the opposite order')
    .option(
      '--value <name>',
      'the value type to show (wall, cpu …) or a formula ("CEst = Ir + 10 Bm", "IPC = instructions / cycles"); given again, side by side',
      (value: string, values: readonly string[]) => [...values, value],
      [] as readonly string[],
    )
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .option('--json', 'print the answer as JSON')
  addBaseOptions(command)
  addHtmlOptions(command)
  addTransformOptions(command)
  command.action(async (files: string[], flags: ReportFlags) => {
    pageOptions(flags, context)
    if (flags.html !== undefined) return writePage(files, flags, context)
    if (flags.peak === true) return printPeaks(files, flags, context)
    if (flags.base !== undefined || flags.normalize !== undefined) {
      const { openMerged } = await import('../../workbench/opening/open-merged.ts')
      const { base, normalize, profile, part } = flags
      const asked = {
        base,
        normalize,
        profile,
        parts: part,
        valueType: flags.value[0],
        transforms: transformsOf(flags),
      }
      const joined = await whileReading(context, options => openMerged(files, { ...options, ...asked }))
      if (joined.stacks === null && joined.calls === null) {
        const { printOverview } = await import('../report/print-overview.ts')
        const { baseOf } = await import('../../workbench/saving/compared-page.ts')
        return printOverview([joined], { context, isJson: flags.json === true, base: baseOf(joined) })
      }
      if (flags.parts === true) return printComparedParts(files, { joined, flags, context })
      if (hasPanes(flags)) return printPanesOf(joined, flags, context)
      return printDifference(joined, flags, context)
    }
    if (hasPanes(flags)) return printPanes(files, flags, context)
    const { openStats } = await import('../shell/open-stats.ts')
    const { stripCallStats } = await import('../../query/stats/call-stats.ts')
    const opened = await openStats(files, {
      context,
      value: flags.value[0],
      profile: flags.profile,
      parts: flags.part,
      transforms: transformsOf(flags),
    })
    if (opened.stats === null) {
      const { printOverview } = await import('../report/print-overview.ts')
      printOverview(opened.recordings, { context, isJson: flags.json === true })
      return
    }
    if (opened.recordings.length === 1 && isFoldedPair(opened.recordings[0]!)) {
      const { openPair } = await import('../../workbench/opening/open-merged.ts')
      return printDifference(openPair(opened.recordings[0]!), flags, context)
    }
    const stats = flags.stripDirs === true ? stripCallStats(opened.stats) : opened.stats
    const order = await orderOf(stats, flags)
    const limits = await limitsOf(flags.limit)
    if (flags.json === true) await printJson(stats, { order, limits, flags, context })
    else await printText(stats, { order, limits, flags, context, files: opened.files })
  })
}

/** Whether a file of stacks has two counts each, before and after. */
function isFoldedPair({ stacks }: Recording): boolean {
  return stacks?.valueTypes.length === 2 && stacks.valueTypes[0]?.name === 'before'
}

async function printPeaks(files: readonly string[], flags: ReportFlags, context: Context): Promise<void> {
  const { openInputs } = await import('../../workbench/opening/open.ts')
  const { reportPeaks } = await import('../report/peak.ts')
  const { recordingsOverTime } = await import('../../query/time/over-time.ts')
  const { profile, part } = flags
  const { joinDumps } = await import('../../workbench/dump-series.ts')
  const open = async (paths: readonly string[]) => {
    const asked = { profile, parts: part, transforms: transformsOf(flags) }
    const opened = await whileReading(context, options => openInputs(paths, { ...options, ...asked }))
    return joinDumps(opened, paths, context.cwd)
  }
  const recordings = await open(files)
  const [base] = flags.base === undefined ? [] : recordingsOverTime(await open([flags.base]))
  const names = recordings.map(({ meta }, i) => (files.length === recordings.length ? files[i]! : meta.name))
  reportPeaks(recordings, names, { context, isJson: flags.json === true, base })
}

async function printDifference(recording: Recording, flags: ReportFlags, context: Context): Promise<void> {
  const { reportDifference } = await import('../report/difference.ts')
  const { sort, callers, callees } = flags
  const question = { sort, callers, callees, value: flags.value[0], limits: await limitsOf(flags.limit) }
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

/** The browser application with all inputs as one, and memory over time of each. */
async function writePage(files: readonly string[], flags: ReportFlags, context: Context): Promise<void> {
  const { saveReportPage } = await import('../report/page.ts')
  const { profile, part, base, normalize } = flags
  const asked = { profile, parts: part, transforms: transformsOf(flags) }
  if (flags.peak === true && base === undefined) {
    const { openInputs } = await import('../../workbench/opening/open.ts')
    const opened = await whileReading(context, options => openInputs(files, { ...options, ...asked }))
    return saveReportPage(opened, flags, context)
  }
  const { openMerged } = await import('../../workbench/opening/open-merged.ts')
  const valueType = flags.base === undefined ? undefined : flags.value[0]
  const recording = await whileReading(context, options =>
    openMerged(files, { ...options, ...asked, base, normalize, valueType }),
  )
  return saveReportPage([recording], flags, context)
}

/** Whether something else than the functions table, or callers and callees, is asked for. */
function hasPanes({
  allCallers,
  allCallees,
  group,
  hotStack,
  parts,
  callers,
  callees,
  value,
}: ReportFlags): boolean {
  const isPane =
    [allCallers, allCallees, group].some(flag => flag !== undefined) || hotStack === true || parts === true
  // A formula may be a ratio, which no column of a recording holds.
  const isFormula =
    value.length === 1 && callers === undefined && callees === undefined && /[=+*/()]|\s-\s/.test(value[0]!)
  return isPane || value.length > 1 || isFormula
}

async function printPanes(files: readonly string[], flags: ReportFlags, context: Context): Promise<void> {
  const asked = { profile: flags.profile, parts: flags.part, transforms: transformsOf(flags) }
  const isJson = flags.json === true
  if (flags.parts === true) {
    const { openInputs } = await import('../../workbench/opening/open.ts')
    const { reportParts } = await import('../report/panes.ts')
    const recordings = await whileReading(context, options => openInputs(files, { ...options, ...asked }))
    return reportParts(recordings, isJson, context)
  }
  const { allCallers, allCallees, group } = flags
  const isPane = flags.hotStack === true || [allCallers, allCallees, group].some(flag => flag !== undefined)
  const { openMerged } = await import('../../workbench/opening/open-merged.ts')
  const valueType = isPane ? flags.value[0] : undefined
  const recording = await whileReading(context, options =>
    openMerged(files, { ...options, ...asked, valueType }),
  )
  await printPanesOf(recording, flags, context)
}

async function printPanesOf(recording: Recording, flags: ReportFlags, context: Context): Promise<void> {
  const { reportPanes } = await import('../report/panes.ts')
  const { allCallers, allCallees, group, value: values } = flags
  const asked = { limits: await limitsOf(flags.limit), isJson: flags.json === true }
  const isHotStack = flags.hotStack === true
  reportPanes(recording, { group, allCallers, allCallees, isHotStack, values, ...asked }, context)
}

async function printComparedParts(
  files: readonly string[],
  { joined, flags, context }: { joined: Recording; flags: ReportFlags; context: Context },
): Promise<void> {
  const { openInputs } = await import('../../workbench/opening/open.ts')
  const { reportComparedParts } = await import('../report/panes.ts')
  const transforms = transformsOf(flags)
  // What transforms did was said when the two were put together.
  const asked = { profile: flags.profile, parts: flags.part, transforms, onNote: () => {} }
  const open = (paths: readonly string[]) =>
    whileReading(context, options => openInputs(paths, { ...options, ...asked }))
  const [own, base] = [await open(files), await open([flags.base!])]
  reportComparedParts({ own, base, joined }, flags.json === true, context)
}

interface Question {
  readonly order: Order
  readonly limits: readonly Limit[]
  readonly flags: ReportFlags
  readonly context: Context
}

async function printJson(stats: CallStats, { order, limits, flags, context }: Question): Promise<void> {
  const { listStats } = await import('../../query/stats/listing.ts')
  const { reportListing } = await import('../../query/stats/report.ts')
  const sides = (['callers', 'callees'] as const).filter(side => flags[side] !== undefined)
  const patterns = sides.map(side => patternLimit(flags[side]!))
  const listing = listStats(stats, order, [...patterns, ...limits])
  context.stdout.write(`${JSON.stringify(reportListing(listing, sides))}\n`)
}

async function printText(
  stats: CallStats,
  { order, limits, flags, context, files }: Question & { files: readonly string[] },
): Promise<void> {
  const { listStats } = await import('../../query/stats/listing.ts')
  const { renderListing } = await import('../report/render-listing.ts')
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
  const { SORT_KEYS, sortKeyOf } = await import('../../query/stats/sort-stats.ts')
  const { orderStats, reverseOrder } = await import('../../query/stats/listing.ts')
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
  const { compilePattern, parseLimit } = await import('../../query/stats/limit-stats.ts')
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
