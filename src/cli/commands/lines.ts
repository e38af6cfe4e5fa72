import { type Command, InvalidArgumentError, Option } from 'commander'
import { isEstimated } from '../../model/estimates.ts'
import type { LineDifference } from '../../query/lines/difference.ts'
import type { LineValueColumn } from '../../query/lines/values.ts'
import { terminalText } from '../../render/text/terminal-heat.ts'
import { known } from '../../wire/known.ts'
import type { LinesAnswerJson } from '../../wire/lines.ts'
import type { LinesResult } from '../../workbench/lines.ts'
import type { Context } from '../context.ts'
import { addBaseOptions, type BaseFlags } from '../options/base.ts'
import { addHtmlOptions, type HtmlFlags, pageOptions, savePage } from '../options/html.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'

interface LinesFlags extends HtmlFlags, TransformFlags, BaseFlags {
  readonly limit?: number
  readonly context: number
  readonly all?: boolean
  readonly value: readonly string[]
  readonly part?: string
  readonly profile?: string
  readonly with: readonly string[]
  readonly sourceRoot: readonly string[]
  readonly json?: boolean
  readonly unit?: number
  readonly skipZero?: boolean
  readonly sort?: boolean
  readonly summarize?: boolean
  readonly precision?: number
}

const FUNCTIONS_SHOWN = 3
const MATCHES_SHOWN = 20
const HOT_LINES = 10

/** `pyrometer lines [FILE] [FUNCTION…]`: source with what each line cost. */
export function define(command: Command, context: Context): void {
  command
    .argument(
      '[file]',
      'a recording of any format, "-" for standard input; the last one made here by default, also where a function stands first',
    )
    .argument(
      '[functions...]',
      'name, qualified name, glob, FILE:LINE or a source file; the hottest by default',
    )
    .option(
      '--limit <n>',
      `show at most so many functions (${FUNCTIONS_SHOWN}; ${MATCHES_SHOWN} of those named)`,
      count,
    )
    .option('--context <n>', 'lines to show around those that cost something', count, 2)
    .option('--all', 'show every line of a function')
    .option(
      '--value <name>',
      'the value type to show (wall, cpu …) or a formula ("CEst = Ir + 10 Bm"); given again, further columns',
      (value: string, values: readonly string[]) => [...values, value],
      [] as readonly string[],
    )
    .option('--part <parts>', 'only these parts: numbers ("1,3-5") or a regular expression for names')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .addOption(
      new Option('--with <file>', 'a further recording to merge with the first (may be given again)')
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '--source-root <old=new>',
        'look for sources of folder OLD in folder NEW (may be given again)',
      )
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], 'none'),
    )
    .option('--json', 'print as JSON')
  command
    .optionsGroup(
      'Of lines that were counted (record --mode lines or memory, line_profiler, memory_profiler):',
    )
    .option('-u, --unit <seconds>', 'show times in this unit (1e-6)', unit)
    .option('-z, --skip-zero', 'leave functions out that never ran')
    .option('-t, --sort', 'functions by their time, the longest last')
    .option('-m, --summarize', "list the functions' times at the end")
    .option('--precision <digits>', 'of lines whose memory was counted: digits behind the point (3)', count)
    .optionsGroup('Options:')
  addBaseOptions(command)
  addHtmlOptions(command)
  addTransformOptions(command)
  command.action(async (first: string | undefined, others: string[], flags: LinesFlags) => {
    pageOptions(flags, context)
    const { linesOf } = await import('../../workbench/lines.ts')
    const { isNameInNewest } = await import('../../workbench/opening/open.ts')
    const wordForFile = first !== undefined && (await isNameInNewest(first, context.cwd)) ? first : undefined
    const isFile = first !== undefined && wordForFile === undefined
    const functions = wordForFile === undefined ? others : [wordForFile, ...others]
    const request = {
      files: isFile ? [first, ...flags.with] : [],
      functions,
      wordForFile,
      limit: flags.limit ?? (functions.length === 0 ? FUNCTIONS_SHOWN : MATCHES_SHOWN),
      hotLines: HOT_LINES,
      counted: { limit: flags.limit ?? Number.POSITIVE_INFINITY, isByTime: flags.sort === true },
      valueType: flags.value[0],
      besides: flags.value.slice(1),
      parts: flags.part,
      sourceRoots: flags.sourceRoot,
      profile: flags.profile,
      transforms: transformsOf(flags),
      base: flags.base,
      normalize: flags.normalize,
    }
    const result = await whileReading(context, options => linesOf({ ...request, ...options }))
    if (flags.html !== undefined) {
      const { sourceRoot: sourceRoots } = flags
      await savePage([result.recording], flags, { context, hash: hashOf(result), sourceRoots })
    } else if (flags.json === true) context.stdout.write(`${JSON.stringify(toJson(result))}\n`)
    else await print(result, { context, flags, isNamed: functions.length > 0 })
  })
}

/** The source view at the first function that was asked for. */
function hashOf({ functions }: LinesResult): string {
  const func = functions[0]?.func ?? -1
  return func === -1 ? 'view=source' : `view=source&f=${func}`
}

function unit(text: string): number {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected seconds above 0, such as 1e-3.')
  }
  return value
}

function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Expected a whole number.')
  return value
}

async function print(
  result: LinesResult,
  how: { context: Context; flags: LinesFlags; isNamed: boolean },
): Promise<void> {
  const { formatHotLines } = await import('../../render/text/lines-table.ts')
  const { stdout, stderr } = how.context
  const { recording, textOf } = result
  const options = { columns: stdout.columns, colours: stdout.colours }
  if (result.memory !== null) {
    const { formatMemory } = await import('../report/counted-lines.ts')
    const isChange = how.flags.value[0]?.toLowerCase() === 'change'
    stdout.write(formatMemory({ ...result, memory: result.memory }, { ...how.flags, isChange }, stdout))
    sayOfSources(result, stderr)
    return
  }
  if (result.isCounted && how.flags.base === undefined) {
    const { formatCounted } = await import('../report/counted-lines.ts')
    stdout.write(formatCounted(result, how.flags, stdout))
    sayOfSources(result, stderr)
    return
  }
  if (!how.isNamed) {
    stdout.write(`${formatHotLines(result.hotLines, recording.shared, { ...options, textOf })}\n`)
  }
  const context = how.flags.all === true ? Number.POSITIVE_INFINITY : how.flags.context
  const { formatLineTables } = await import('../report/line-tables.ts')
  stdout.write(formatLineTables(result, { ...options, context, isAll: how.flags.all === true }))
  if (how.isNamed && result.omitted > 0) stdout.write(`\n${result.omitted} more match; --limit shows them\n`)
  sayOfSources(result, stderr)
}

function sayOfSources(result: LinesResult, stderr: Context['stderr']): void {
  if (result.missing.length > 0) {
    const [path, ...others] = result.missing
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`
    stderr.write(
      `The source ${terminalText(path!)}${more} is not at hand; --source-root OLD=NEW says where it is now\n`,
    )
  }
  for (const path of result.changed) {
    stderr.write(
      `The source ${terminalText(path)} was changed after the recording: its lines may have moved\n`,
    )
  }
  for (const path of result.outdated) {
    stderr.write(
      `The source ${terminalText(path)} was changed after the recording: it is shown as it was recorded\n`,
    )
  }
}

function toJson({ recording, functions, besides, hotLines, memory, textOf }: LinesResult): LinesAnswerJson {
  const { strings, funcs, sources } = recording.shared
  const nameOf = (func: number) => (func === -1 ? null : strings[funcs.name[func]!]!)
  const fileOf = (source: number) => (source === -1 ? null : strings[sources.path[source]!]!)
  return {
    version: 1,
    recording: recording.meta.name,
    valueType: { name: hotLines.valueType.name, unit: hotLines.valueType.unit },
    total: hotLines.whole,
    ...(isEstimated(recording) ? { isEstimated: true } : {}),
    functions: functions.map((answer, k) => ({
      name: nameOf(answer.func) ?? fileOf(answer.source) ?? '',
      file: fileOf(answer.source),
      line: answer.func !== -1 && funcs.line[answer.func]! >= 0 ? funcs.line[answer.func]! : null,
      total: answer.total,
      lines: Array.from(answer.line.keys())
        .filter(
          i => answer.totals[i] !== 0 || answer.hits[i]! > 0 || (answer.difference?.totals[i] ?? 0) !== 0,
        )
        .map(i => ({
          line: answer.line[i]!,
          self: answer.self[i]!,
          total: answer.totals[i]!,
          shareLow: known(answer.shareLow[i]!),
          shareHigh: known(answer.shareHigh[i]!),
          hits: known(answer.hits[i]!),
          text: answer.text?.[i] ?? null,
          ...besidesOf(besides[k]!, i),
          ...baseOf(answer.difference, i),
        })),
    })),
    ...(memory !== null && {
      memory: memory.map(answer => ({
        name: nameOf(answer.func) ?? fileOf(answer.source) ?? '',
        file: fileOf(answer.source),
        lines: Array.from(answer.line.keys())
          .filter(i => !Number.isNaN(answer.memory[i]!))
          .map(i => ({
            line: answer.line[i]!,
            memory: answer.memory[i]!,
            increment: answer.increment[i]!,
            occurrences: known(answer.occurrences[i]!),
            text: answer.text?.[i] ?? null,
          })),
      })),
    }),
    hotLines: Array.from(hotLines.line.keys(), i => ({
      line: hotLines.line[i]!,
      self: hotLines.self[i]!,
      total: hotLines.totals[i]!,
      shareLow: known(hotLines.shareLow[i]!),
      shareHigh: known(hotLines.shareHigh[i]!),
      text: textOf(hotLines.source[i]!, hotLines.line[i]!),
      ...baseOf(hotLines.difference, i),
      function: nameOf(hotLines.func[i]!),
      file: fileOf(hotLines.source[i]!),
    })),
  }
}

/** Further values of a line. */
function besidesOf(columns: readonly LineValueColumn[], row: number) {
  if (columns.length === 0) return {}
  const besides = columns.map(({ name, unit, isRatio, self, totals }) => ({
    ...{ name, unit, isRatio, self: known(self[row]!), total: known(totals[row]!) },
  }))
  return { besides }
}

/** What a line cost in the base, and the interval of the difference (of total; of self in hot lines). */
function baseOf(difference: LineDifference | null, row: number) {
  if (difference === null) return {}
  const { self, totals, hits, low, high } = difference
  const base = {
    self: self[row]!,
    total: totals[row]!,
    hits: known(hits[row]!),
    deltaInterval: Number.isFinite(low[row]!) ? ([low[row]!, high[row]!] as [number, number]) : null,
  }
  return { base }
}
