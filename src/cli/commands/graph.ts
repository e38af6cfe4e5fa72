import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { CallGraphQuestion } from '../../query/call-graph/call-graph.ts'
import { GRAPH_GROUPINGS, type GraphGrouping } from '../../query/call-graph/groups.ts'
import { MEASURES, type Measure } from '../../render/dot/node-label.ts'
import { compileNumberFormat, NUMBER_FORMATS } from '../../render/dot/python-number.ts'
import { THEME_NAMES, type ThemeName } from '../../render/dot/theme.ts'
import type { GraphRequest } from '../../workbench/graph.ts'
import { LAYOUT_ENGINES, type LayoutEngine } from '../../workbench/pictures/lay-out-graph.ts'
import type { Context } from '../context.ts'
import { addBaseOptions, type BaseFlags } from '../options/base.ts'
import { addHtmlOptions, drawingOutput, type HtmlFlags } from '../options/html.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'
import { sayWritten } from '../say-written.ts'

interface GraphFlags extends HtmlFlags, TransformFlags, BaseFlags {
  readonly output: string
  readonly nodeThres: number
  readonly edgeThres: number
  readonly total?: 'callratios' | 'callstacks'
  readonly colormap?: ThemeName
  readonly cluster?: GraphGrouping
  readonly layout?: LayoutEngine
  readonly strip?: boolean
  readonly colorNodesBySelftime?: boolean
  readonly colourNodesBySelftime?: boolean
  readonly wrap?: boolean
  readonly showSamples?: boolean
  readonly timeFormat: (value: number) => string
  readonly nodeLabel?: readonly Measure[]
  readonly listFunctions?: string
  readonly root?: string
  readonly leaf?: string
  readonly depth: number
  readonly skew: number
  readonly path?: readonly string[]
  readonly compare?: boolean
  readonly compareTolerance: number
  readonly compareOnlySlower?: boolean
  readonly compareOnlyFaster?: boolean
  readonly compareColorByDifference?: boolean
  readonly cycles?: 'apart' | 'collapsed'
  readonly nodecount?: number
  readonly compat?: 'gprof2dot'
  readonly value?: string
  readonly profile?: string
  readonly part?: string
  readonly json?: boolean
  readonly format?: string
}

/** `pyrometer graph FILE -o OUT.dot`: a call graph, under the names of gprof2dot's options. */
export function define(command: Command, context: Context): void {
  defineLimits(command)
  defineLook(command)
  defineComparison(command)
  command
    .option('--value <name>', 'the value type to draw, where there are several (wall, cpu …)')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .option('--part <parts>', 'only these parts: numbers ("1,3-5") or a regular expression for names')
    .addOption(
      new Option('--compat <tool>', 'figures and looks of gprof2dot, whose totals are estimates').choices([
        'gprof2dot',
      ]),
    )
    .addOption(
      new Option(
        '--total <method>',
        'with --compat gprof2dot: how totals are estimated (callratios)',
      ).choices(['callratios', 'callstacks']),
    )
    .addOption(
      new Option('-f, --format <name>', 'taken from gprof2dot; formats are found by content').hideHelp(),
    )
    .option('--json', 'print the graph as JSON')
  addBaseOptions(command)
  addHtmlOptions(command)
  addTransformOptions(command)
  command.action(async (files: string[], flags: GraphFlags) => run(files, flags, context))
}

function defineLimits(command: Command): void {
  command
    .argument(
      '[files...]',
      'recordings of any format, "-" for standard input; several are merged; the last one made here by default',
    )
    .option(
      '-o, --output <file>',
      'a .svg, .png, .pdf, .eps, .dot or .html file to write, "-" for DOT on standard output',
      '-',
    )
    .option('-n, --node-thres <percentage>', 'leave out nodes below this share', number(0, 100), 0.5)
    .option('-e, --edge-thres <percentage>', 'leave out edges below this share', number(0, 100), 0.1)
    .option('-z, --root <glob>', 'only what functions of this name lead to')
    .option('-l, --leaf <glob>', 'only what leads to functions of this name')
    .option('--depth <edges>', 'with --root or --leaf: at most so many edges away', whole(-1, 1_000_000), -1)
    .option('-p, --path <path>', 'only functions of files that begin so; repeatable', collect)
    .option('--nodecount <nodes>', 'at most so many nodes, those that say most', whole(1, 10_000_000))
    .addOption(
      new Option(
        '--cycles <how>',
        'functions that call each other in a ring: a node each, or one for all',
      ).choices(['apart', 'collapsed']),
    )
    .option('--list-functions <glob>', 'print the names that --root and --leaf can choose ("+" for all)')
}

function defineLook(command: Command): void {
  command
    .addOption(new Option('-c, --colormap <theme>', 'colours (heat)').choices([...THEME_NAMES]))
    .option('--color-nodes-by-selftime', 'colour nodes by their own cost, not by their total')
    .addOption(new Option('--colour-nodes-by-selftime').hideHelp())
    .addOption(
      new Option('--cluster <how>', 'draw functions of one source file, module or library in a box').choices([
        ...GRAPH_GROUPINGS,
      ]),
    )
    .addOption(
      new Option(
        '--layout <engine>',
        'who places the boxes: Graphviz (slow where there are hundreds), own rows, or by size (auto)',
      ).choices([...LAYOUT_ENGINES]),
    )
    .option('--skew <factor>', 'bend the colours: below 1 low shares differ more', number(0, 1e6), 1)
    .option('-s, --strip', 'leave out parameters, template arguments and const of C++ names')
    .option('-w, --wrap', 'wrap names')
    .option('--show-samples', 'show how many samples had the function on top')
    .addOption(
      new Option('--node-label <measure>', `a figure to show in nodes; repeatable: ${MEASURES.join(', ')}`)
        .argParser(measure)
        .default(undefined, 'total-time-percentage, self-time-percentage'),
    )
    .addOption(
      new Option('--time-format <format>', 'how times are printed')
        .argParser(timeFormat)
        .default(timeFormat('%.7g'), '"%.7g"'),
    )
}

function defineComparison(command: Command): void {
  command
    .option('--compare', 'draw the first of two files with what the second differs by')
    .option('--compare-tolerance <percentage>', 'differences below this are none', positive, 0.001)
    .option('--compare-only-slower', 'only what takes more in the second file')
    .option('--compare-only-faster', 'only what takes less in the second file')
    .option('--compare-color-by-difference', 'colour nodes by how large the difference is')
}

async function run(files: readonly string[], flags: GraphFlags, context: Context): Promise<void> {
  const { askCallGraph, drawGraph } = await import('../../workbench/graph.ts')
  const base = requestOf(files, flags, context)
  if (flags.listFunctions !== undefined) {
    const { leaf: _, ...question } = base.question
    await whileReading(context, async options => {
      const { answer } = await askCallGraph({ ...base, ...options, question, isAsFound: true })
      const { listGraphFunctions } = await import('../../query/call-graph/list-functions.ts')
      const { terminalText } = await import('../../render/text/terminal-heat.ts')
      context.stdout.write(listGraphFunctions(answer, flags.listFunctions!, terminalText))
    })
  } else if (flags.json === true) {
    await whileReading(context, async options => {
      const { answer, name, isEstimated, emptiness } = await askCallGraph({ ...base, ...options })
      const { callGraphJson } = await import('../../query/call-graph/json.ts')
      const about = { recording: name, compat: flags.compat ?? null, isEstimated, emptiness }
      const json = callGraphJson(answer, about)
      context.stdout.write(`${JSON.stringify(json)}\n`)
    })
  } else {
    await whileReading(context, options => drawGraph({ ...base, ...options }))
    sayWritten(base.output, { cwd: context.cwd, out: context.stdout })
  }
}

type BareRequest = Omit<GraphRequest, 'cwd' | 'stdin' | 'onProgress'>

function requestOf(files: readonly string[], flags: GraphFlags, context: Context): BareRequest {
  if (flags.total !== undefined && flags.compat === undefined) {
    throw new UsageError('--total chooses between estimates of gprof2dot', 'Add --compat gprof2dot')
  }
  const printed =
    flags.json === true ? '--json' : flags.listFunctions === undefined ? null : '--list-functions'
  if (printed !== null && (flags.html !== undefined || flags.output !== '-')) {
    throw new UsageError(`${printed} prints, and draws nothing`, 'Leave -o and --html out, or run twice')
  }
  if (flags.compat === 'gprof2dot' && (flags.nodecount !== undefined || flags.cycles === 'collapsed')) {
    throw new UsageError('gprof2dot has neither --nodecount nor --cycles collapsed', 'Leave --compat out')
  }
  if (flags.compat === 'gprof2dot' && flags.value !== undefined) {
    throw new UsageError('gprof2dot knows one value of a file and has no --value', 'Leave one of them out')
  }
  if (flags.compat === 'gprof2dot' && flags.cluster !== undefined && files.length > 1) {
    throw new UsageError('--cluster with --compat gprof2dot takes one file', 'Leave --compat out')
  }
  if (flags.compare === true && (flags.json === true || flags.cluster !== undefined)) {
    throw new UsageError('--compare takes neither --json nor --cluster', '--base FILE takes both')
  }
  if (flags.base !== undefined && (flags.compat !== undefined || flags.compare === true)) {
    throw new UsageError(
      '--base draws exact differences; --compat gprof2dot and --compare draw those of gprof2dot',
      'Leave one of them out',
    )
  }
  const theme = flags.colormap ?? (flags.compat === undefined ? 'heat' : 'color')
  const question: Omit<CallGraphQuestion, 'filter'> = {
    nodeThreshold: flags.nodeThres / 100,
    edgeThreshold: flags.edgeThres / 100,
    depth: flags.depth,
    isBySelf: flags.colorNodesBySelftime === true || flags.colourNodesBySelftime === true,
    ...(flags.root === undefined ? {} : { root: flags.root }),
    ...(flags.leaf === undefined ? {} : { leaf: flags.leaf }),
    ...(flags.path === undefined ? {} : { paths: flags.path }),
    ...(flags.cycles === undefined ? {} : { cycles: flags.cycles }),
    ...(flags.nodecount === undefined ? {} : { nodeCount: flags.nodecount }),
  }
  const { strip = false, wrap = false, showSamples = false, timeFormat: formatTime, nodeLabel } = flags
  const labels = {
    strip,
    wrap,
    showSamples,
    formatTime,
    ...(nodeLabel === undefined ? {} : { measures: nodeLabel }),
  }
  return {
    files,
    ...drawingOutput(flags, { cwd: context.cwd, standard: '-' }),
    question,
    compat: flags.compat,
    total: flags.total,
    valueType: flags.value,
    profile: flags.profile,
    parts: flags.part,
    base: flags.base,
    normalize: flags.normalize,
    transforms: transformsOf(flags),
    look: { theme, skew: flags.skew, labels },
    cluster: flags.cluster,
    layout: flags.layout,
    compare: comparisonOf(flags),
    writeOut: text => context.stdout.write(text),
  }
}

function comparisonOf(flags: GraphFlags): BareRequest['compare'] {
  if (flags.compare !== true) return undefined
  return {
    tolerance: flags.compareTolerance,
    onlySlower: flags.compareOnlySlower === true,
    onlyFaster: flags.compareOnlyFaster === true,
    isColoredByDifference: flags.compareColorByDifference === true,
  }
}

function collect(path: string, paths: readonly string[] = []): readonly string[] {
  return [...paths, path]
}

function measure(text: string, known: readonly Measure[] = []): readonly Measure[] {
  const found = MEASURES.find(name => name === text)
  if (found === undefined) throw new InvalidArgumentError(`Expected one of ${MEASURES.join(', ')}.`)
  return [...known, found]
}

function timeFormat(text: string): (value: number) => string {
  const format = compileNumberFormat(text)
  if (format === null) throw new InvalidArgumentError(`Expected ${NUMBER_FORMATS}.`)
  return format
}

function number(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`)
  }
}

function whole(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (/^[-+]?\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}

function positive(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= 100) return value
  throw new InvalidArgumentError('Expected a number above 0, at most 100.')
}
