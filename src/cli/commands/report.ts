import type { Command } from 'commander'
import type { Recording } from '../../model/recording.ts'
import type { Context } from '../context.ts'
import { addBaseOptions, type BaseFlags } from '../options/base.ts'
import { addHtmlOptions, type HtmlFlags, pageOptions } from '../options/html.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'
import { assertTogether, isFormula } from '../report/combinations.ts'

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
    assertTogether(flags)
    if (flags.peak === true) return printPeaks(files, flags, context)
    if (flags.base !== undefined || flags.normalize !== undefined) return printCompared(files, flags, context)
    if (hasPanes(flags)) return printPanes(files, flags, context)
    return printFunctions(files, flags, context)
  })
}

/** The functions table, or callers and callees of some. */
async function printFunctions(files: readonly string[], flags: ReportFlags, context: Context): Promise<void> {
  const { openStats } = await import('../shell/open-stats.ts')
  const { profile, part: parts, value, sort, limit, callers, callees } = flags
  const transforms = transformsOf(flags)
  const opened = await openStats(files, { context, value: value[0], profile, parts, transforms })
  const isJson = flags.json === true
  if (opened.stats === null) {
    const { printOverview } = await import('../report/print-overview.ts')
    return printOverview(opened.recordings, { context, isJson })
  }
  if (opened.recordings.length === 1 && isFoldedPair(opened.recordings[0]!)) {
    const { openPair } = await import('../../workbench/opening/open-merged.ts')
    return printDifference(openPair(opened.recordings[0]!), flags, context)
  }
  const { reportFunctions } = await import('../report/functions.ts')
  const asked = { sort, limits: await limitsOf(limit), callers, callees, isJson, files: opened.files }
  const shape = { isStripped: flags.stripDirs === true, isReversed: flags.reverse === true }
  await reportFunctions(opened.stats, { ...asked, ...shape }, context)
}

/** What is asked for, of a recording that a base was put under. */
async function printCompared(files: readonly string[], flags: ReportFlags, own: Context): Promise<void> {
  const isReadTwice = flags.parts === true && [...files, flags.base].includes('-')
  const context = isReadTwice ? { ...own, stdin: await kept(own.stdin) } : own
  const { openMerged } = await import('../../workbench/opening/open-merged.ts')
  const { base, normalize, profile, part: parts, value } = flags
  const asked = { base, normalize, profile, parts, valueType: value[0], transforms: transformsOf(flags) }
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

/** Standard input in memory, so that it can be read again: parts are told of what stands together, too. */
async function kept(stdin: Context['stdin']): Promise<Context['stdin']> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stdin) chunks.push(chunk)
  return {
    async *[Symbol.asyncIterator]() {
      yield* chunks
    },
  }
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
  const isOneFormula =
    value.length === 1 && callers === undefined && callees === undefined && isFormula(value[0]!)
  return isPane || value.length > 1 || isOneFormula
}

async function printPanes(files: readonly string[], flags: ReportFlags, context: Context): Promise<void> {
  const asked = { profile: flags.profile, parts: flags.part, transforms: transformsOf(flags) }
  const isJson = flags.json === true
  if (flags.parts === true) {
    const { openInputs } = await import('../../workbench/opening/open.ts')
    const { reportParts } = await import('../report/parts.ts')
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
  const { reportComparedParts } = await import('../report/parts.ts')
  const transforms = transformsOf(flags)
  // What transforms did was said when the two were put together.
  const asked = { profile: flags.profile, parts: flags.part, transforms, onNote: () => {} }
  const open = (paths: readonly string[]) =>
    whileReading(context, options => openInputs(paths, { ...options, ...asked }))
  const [own, base] = [await open(files), await open([flags.base!])]
  reportComparedParts({ own, base, joined }, flags.json === true, context)
}

/** Loaded only where a table is printed: pages and peaks need none of it. */
async function limitsOf(texts: readonly string[]) {
  const limits = await import('../report/limits.ts')
  return limits.limitsOf(texts)
}
