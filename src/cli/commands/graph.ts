import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CallGraphQuestion } from '../../query/call-graph/call-graph.ts'
import { GRAPH_GROUPINGS } from '../../query/call-graph/groups.ts'
import { MEASURES, type Measure } from '../../render/dot/node-label.ts'
import { compileNumberFormat, NUMBER_FORMATS } from '../../render/dot/python-number.ts'
import { THEME_NAMES } from '../../render/dot/theme.ts'
import type { GraphRequest } from '../../workbench/graph.ts'
import { LAYOUT_ENGINES } from '../../workbench/pictures/lay-out-graph.ts'
import type { Context } from '../context.ts'
import { addBaseOptions } from '../options/base.ts'
import { assertGraphFlags, type GraphFlags, TOLERANCE } from '../options/graph.ts'
import { addHtmlOptions, drawingOutput } from '../options/html.ts'
import { noteOptionsOfPictures } from '../options/picture-only.ts'
import { addTransformOptions, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'
import { sayWritten } from '../say-written.ts'

/** Flags, by their names, that a page does not know. */
const OF_PICTURES = [
  ...['root', 'leaf', 'depth', 'path', 'colormap', 'layout', 'skew', 'strip', 'wrap', 'showSamples'],
  ...['nodeLabel', 'timeFormat', 'compat', 'total'],
]

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
  command.action(async (files: string[], flags: GraphFlags) => {
    const isPage = flags.html !== undefined || /\.html$/i.test(flags.output)
    noteOptionsOfPictures(command, OF_PICTURES, { isPage, stderr: context.stderr })
    await run(files, flags, context)
  })
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
    .option('--compare-tolerance <percentage>', 'differences below this are none', positive, TOLERANCE)
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
  assertGraphFlags(flags, files.length)
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
