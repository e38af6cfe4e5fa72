import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../../base/errors.ts'
import { REFERENCE_DIRECTIONS, type ReferenceDirection } from '../../query/heap/reference-graph.ts'
import { HEAP_GROUPINGS, HEAP_SORTS, type HeapGrouping, type HeapSort } from '../../query/heap/table.ts'
import type { Context } from '../context.ts'
import { checkLive, type LiveFlags, lookLive, looksSaver } from '../live/look-live.ts'
import { addHtmlOptions, type HtmlFlags, pageOptions, savePage } from '../options/html.ts'
import { processId } from '../options/program.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'
import { sayWritten } from '../say-written.ts'
import { parseSpokenTime } from '../spoken-time.ts'

interface HeapFlags extends HtmlFlags, LiveFlags, TransformFlags {
  readonly by: HeapGrouping
  readonly sort?: HeapSort
  readonly limit?: number
  readonly snapshot?: string
  readonly base?: string
  readonly since?: string
  readonly growth?: boolean
  readonly new?: boolean
  readonly paths?: string
  readonly referrers?: string
  readonly size?: string
  readonly cycles?: boolean
  readonly refs?: string
  readonly depth?: number
  readonly direction?: ReferenceDirection
  readonly map?: boolean
  readonly output?: string
  readonly profile?: string
  readonly json?: boolean
}

const ROWS = 20
/** Seconds between looks. */
const SHORTEST = 0.05

/** `pyrometer heap FILE`: what fills the heap, why it is alive, what grows. */
export function define(command: Command, context: Context): void {
  command
    .argument(
      '[files...]',
      'recordings with a heap, of any format, "-" for standard input; their snapshots come one after the other; the last one made here by default',
    )
    .addOption(
      new Option('--by <grouping>', 'groups of the table').choices(HEAP_GROUPINGS).default('type', 'type'),
    )
    .addOption(
      new Option('--sort <key>', 'order of the table; of growth only size and count').choices(HEAP_SORTS),
    )
    .option('--limit <n>', `rows of a table (${ROWS})`, count)
    .option('--snapshot <name>', 'name or number of the snapshot to look at (the last)')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .option('--json', 'print as JSON')
  command
    .optionsGroup('A running Python process, from outside (Linux):')
    .option('--pid <pid>', 'look at its heap: objects by type, without stopping it', processId)
    .option('--again <time>', 'look once more so much later ("10s"), then what grew', time)
    .option('--every <time>', 'look again every so often, until Ctrl-C; then what grew', time)
    .option('--looks <n>', 'so many times (once; 10 s apart where --every does not say)', count)
    .optionsGroup('Growth:')
    .option('--growth', 'what grew since the first look, or since the one that is named')
    .option('--base <file>', 'the recording of an earlier look to compare with')
    .option('--since <name>', 'name or number of the snapshot to compare with')
    .option('--new', 'only objects that were not there then, by type and address')
  command
    .optionsGroup('Objects (a type’s name: its biggest; a label; #NUMBER; 0xADDRESS):')
    .option(
      '--paths <object>',
      'why it is alive: the shortest ways from roots; of a type, of all its objects',
    )
    .option('--referrers <object>', 'who refers to it')
    .option('--size <object>', 'its size with all it refers to, and with what only it keeps alive')
    .option('--cycles', 'garbage: cycles that nothing alive refers to')
  command
    .optionsGroup('Pictures:')
    .option('--refs <object>', 'draw who refers to it, into --output')
    .option('--depth <n>', 'with --refs: so many references away (3)', count)
    .addOption(
      new Option('--direction <which>', 'with --refs: who refers to it, what it refers to, or both').choices(
        REFERENCE_DIRECTIONS,
      ),
    )
    .option('--map', 'draw what keeps how much alive as a square map, into --output')
    .option(
      '-o, --output <file>',
      'a .svg, .png, .pdf, .eps or (of --refs) .dot file; "-" for standard output; of --pid alone a .pyrometer file of the looks',
    )
    .optionsGroup('Options:')
  addHtmlOptions(command)
  addTransformOptions(command)
  command.action((files: string[], flags: HeapFlags) => run(files, flags, context))
}

async function run(files: readonly string[], flags: HeapFlags, context: Context): Promise<void> {
  pageOptions(flags, context)
  checkLive(flags, files)
  const isDrawn = flags.refs !== undefined || flags.map === true
  if (isDrawn && flags.output === undefined) {
    throw new UsageError('A picture needs a file', 'Name one with -o OUT.svg, or - for standard output')
  }
  if (!isDrawn && flags.pid === undefined && flags.output !== undefined) {
    throw new UsageError('There is nothing to draw into --output', 'Add --refs OBJECT or --map')
  }
  if (flags.refs !== undefined && flags.map === true) {
    throw new UsageError('One picture goes into one file', 'Give --refs OBJECT or --map')
  }
  const transforms = transformsOf(flags)
  const { openHeaps, openHeapsOrSites } = await import('../../workbench/heap.ts')
  const { base, snapshot, since, profile } = flags
  const save = flags.pid === undefined || isDrawn ? null : await looksSaver(flags.output, context)
  const live = flags.pid === undefined ? undefined : await lookLive({ ...flags, pid: flags.pid }, context)
  if (live !== undefined) await save?.(live)
  const asked = { files, live, base, snapshot, since, profile, transforms }
  const { looks, sites } = await whileReading(context, async options =>
    asksOfObjects(flags) || live !== undefined
      ? { looks: await openHeaps({ ...asked, ...options }), sites: null }
      : openHeapsOrSites({ ...asked, ...options }),
  )
  if (sites !== null) {
    const { printSites } = await import('../heap/print-sites.ts')
    printSites(sites, { context, limit: flags.limit ?? ROWS, isJson: flags.json === true })
    return
  }
  if (transforms.length > 0) {
    throw new UsageError(
      'Filters are about places that allocate: the objects of a heap have none',
      'Choose objects with --paths, --referrers, --size or --refs',
    )
  }
  if (flags.html !== undefined) {
    const { look, mark } = looks
    const isOfAnother = base !== undefined && mark !== null && mark.recording !== look.recording
    const shown = isOfAnother ? [look.recording, mark.recording] : [look.recording]
    await savePage(shown, flags, { context, hash: isOfAnother ? 'view=heap&base=1' : 'view=heap' })
    return
  }
  if (isDrawn) {
    const { drawHeap } = await import('../../workbench/pictures/heap-picture.ts')
    const { refs, depth, direction } = flags
    const request = { refs, depth, direction, output: flags.output!, cwd: context.cwd }
    await drawHeap(looks.look, {
      ...request,
      writeOut: text => context.stdout.write(text),
      onNote: note => context.stderr.write(`${note}\n`),
    })
    sayWritten(request.output, { cwd: context.cwd, out: context.stdout })
    return
  }
  const { askHeap } = await import('../../workbench/ask-heap.ts')
  const limit = flags.limit ?? ROWS
  const isAgain = live !== undefined && looks.looks.length > 1
  const isCompared = (base !== undefined || since !== undefined || isAgain) && flags.new !== true
  const growth = flags.growth === true || isCompared
  const answers = askHeap(looks, { ...flags, limit, growth, isNew: flags.new })
  if (flags.json === true) {
    const { heapJson } = await import('../heap/json.ts')
    context.stdout.write(`${JSON.stringify(heapJson(answers, looks, { by: flags.by, limit }))}\n`)
  } else {
    const { printHeap } = await import('../heap/print-heap.ts')
    printHeap(answers, looks, { limit, stdout: context.stdout })
  }
}

/** Whether something is asked that only objects can answer, not places that allocate. */
function asksOfObjects(flags: HeapFlags): boolean {
  const { by, sort, growth, paths, referrers, size, cycles, refs, map, html } = flags
  const isPlain =
    by === 'type' && sort === undefined && growth !== true && flags.new !== true && cycles !== true
  return !isPlain || [paths, referrers, size, refs, map, html].some(asked => asked !== undefined)
}

function time(text: string): number {
  const seconds = parseSpokenTime(text)
  if (seconds >= SHORTEST) return seconds
  throw new InvalidArgumentError('Expected a time of at least 50ms, such as 10s or 500ms.')
}

function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number above 0.')
  return value
}
