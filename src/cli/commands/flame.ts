import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../../base/errors.ts'
import { PALETTES } from '../../render/svg/flame-palette.ts'
import type { BoxWidth, Compat } from '../../workbench/pictures/flame-look.ts'
import type { Context } from '../context.ts'
import { addBaseOptions, addWidthsOption, type WidthFlags } from '../options/base.ts'
import { addHtmlOptions, drawingOutput, type HtmlFlags } from '../options/html.ts'
import { noteOptionsOfPictures } from '../options/picture-only.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'
import { sayWritten } from '../say-written.ts'

interface FlameFlags extends HtmlFlags, TransformFlags, WidthFlags {
  readonly output?: string
  readonly title?: string
  readonly subtitle?: string
  readonly notes?: string
  readonly width?: number
  readonly height?: number
  readonly minwidth?: BoxWidth
  readonly minWidth?: BoxWidth
  readonly fonttype?: string
  readonly fontsize?: number
  readonly fontSize?: number
  readonly fontwidth?: number
  readonly countname?: string
  readonly nametype?: string
  readonly quiet?: boolean
  readonly colors?: string
  readonly color?: string | boolean
  readonly colour?: string
  readonly colours?: string
  readonly bgcolors?: string
  readonly hash?: boolean
  readonly deterministic?: boolean
  readonly colordiffusion?: boolean
  readonly uicolor?: string
  readonly nameattr?: string
  readonly searchColor?: string
  readonly strokeColor?: string
  readonly random?: number | string | true
  readonly cp?: string | true
  readonly inverted?: boolean
  readonly reverse?: boolean
  readonly flamechart?: boolean
  readonly center?: string
  readonly negate?: boolean
  readonly factor?: number
  readonly total?: number
  readonly search?: string
  readonly static?: boolean
  readonly compat?: Compat
  readonly value?: string
  readonly profile?: string
  readonly part?: string
}

const SHAPE = 'Shape:'
const LOOK = 'Look:'

/** Flags, by their names, that a page does not know. */
const OF_PICTURES = [
  ...[
    'static',
    'title',
    'subtitle',
    'notes',
    'width',
    'height',
    'minwidth',
    'minWidth',
    'total',
    'factor',
    'compat',
  ],
  ...[
    'fonttype',
    'fontsize',
    'fontSize',
    'fontwidth',
    'countname',
    'nametype',
    'encoding',
    'nameattr',
    'reverse',
  ],
  ...['colors', 'bgcolors', 'hash', 'deterministic', 'colordiffusion', 'random', 'cp', 'negate'],
  ...['searchColor', 'uicolor', 'strokeColor'],
]

/** `pyrometer flame FILE -o OUT.svg`: a flame graph as one file, under the names of flamegraph.pl's options. */
export function define(command: Command, context: Context): void {
  command
    .argument(
      '[files...]',
      'recordings of any format, "-" for standard input; several are merged; the last one made here by default',
    )
    .option(
      '-o, --output <file>',
      'a .svg, .png, .pdf, .eps or .html file to write, "-" for SVG on standard output',
    )
    .option('--static', 'without the script for zooming and searching')
    .option('-q, --quiet', 'say nothing but what is wrong')
    .option('--value <name>', 'the value type to draw, where there are several (wall, cpu …)')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .option('--part <parts>', 'only these parts: numbers ("1,3-5") or a regular expression for names')
  defineShape(command)
  defineLook(command)
  addBaseOptions(command)
  addWidthsOption(command, 'new')
  addHtmlOptions(command)
  addTransformOptions(command)
  command.action(async (operands: string[], flags: FlameFlags) => {
    const { drawFlame } = await import('../../workbench/flame.ts')
    const { files, random, cp } = inputsOf(operands, flags)
    const writeOut = (text: string) => context.stdout.write(text)
    const request = {
      ...flags,
      ...drawingOutput(flags, context),
      minWidth: flags.minwidth ?? flags.minWidth,
      fontType: flags.fonttype,
      fontSize: flags.fontsize ?? flags.fontSize,
      fontWidth: flags.fontwidth,
      countName: flags.countname,
      nameType: flags.nametype,
      colors: paletteOf(flags),
      colorDiffusion: flags.colordiffusion,
      uiColor: flags.uicolor,
      nameAttr: flags.nameattr,
      bgColors: flags.bgcolors,
      random: random === true ? Math.floor(Math.random() * 2 ** 32) : random,
      cp: cp === true ? 'palette.map' : cp,
      valueType: flags.value,
      parts: flags.part,
      transforms: transformsOf(flags),
      files,
      writeOut,
    }
    const isQuiet = flags.quiet === true
    const isPage = request.page !== undefined && !isQuiet
    noteOptionsOfPictures(command, OF_PICTURES, { isPage, stderr: context.stderr })
    await whileReading(context, options =>
      drawFlame({ ...request, ...options, ...(isQuiet ? { onNote: () => undefined } : {}) }),
    ).catch((error: unknown) => {
      throw withBaseHint(error, flags.base)
    })
    if (!isQuiet) sayWritten(request.output, { cwd: context.cwd, out: context.stdout })
  })
}

/** The files, the seed and the palette of a command line. flamegraph.pl's `--cp` and `--random` take nothing: what stands behind
 *  them and is no palette or seed is the input. */
function inputsOf(
  files: readonly string[],
  { random, cp }: FlameFlags,
): { files: readonly string[]; random: number | true | undefined; cp: string | true | undefined } {
  if (typeof random === 'string') {
    if (files.length === 0) return { files: [random], random: true, cp }
    throw new UsageError(`--random ${random}: expected a number from 0 to ${2 ** 32}`)
  }
  const isInput = files.length === 0 && typeof cp === 'string' && !cp.endsWith('.map')
  return isInput ? { files: [cp], random, cp: true } : { files, random, cp }
}

/** The palette under any of its names. Without `--color` that is what `--no-color` left. */
function paletteOf({ colors, color, colour, colours, hash, deterministic }: FlameFlags): string | undefined {
  const named = colors ?? (typeof color === 'string' ? color : undefined) ?? colour ?? colours
  return named ?? (hash === true || deterministic === true ? 'hot' : undefined)
}

/** Inferno's `--base` takes a function: what an error says of such in the place of a file. */
function withBaseHint(error: unknown, base: string | undefined): unknown {
  const isBase =
    base !== undefined && error instanceof UsageError && error.message.startsWith(`Cannot read ${base}:`)
  if (!isBase) return error
  const hint =
    'What inferno calls --base FUNCTION is --show-from here; --base names a recording to compare with'
  return new UsageError(error.message, hint)
}

/** A seed, or the text that stands in its place. */
function seedOr(text: string): number | string {
  const value = Number(text)
  return text.trim() !== '' && value >= 0 && value <= 2 ** 32 ? value : text
}

function defineShape(command: Command): void {
  const options = [
    new Option('-i, --inverted', 'put the roots at the top (an icicle graph)'),
    new Option('--reverse', 'merge stacks from their leaf: callers stand on their callees'),
    new Option('--flamechart', 'keep samples in order and merge only neighbours; threads one after another'),
    new Option('--center <function>', 'callers of a function above it, what it called below'),
    new Option('--minwidth <size>', 'leave out boxes narrower than this: pixels or 0.1% (0.5)').argParser(
      boxWidth,
    ),
    new Option('--min-width <size>', 'the same').argParser(boxWidth).hideHelp(),
    new Option('--total <count>', 'what the whole width stands for, if that is more').argParser(
      size(0, 1e300),
    ),
    new Option('--factor <number>', 'multiply the figures that are shown').argParser(size(-1e300, 1e300)),
    new Option(
      '--compat <tool>',
      'places, labels and colours of flamegraph.pl, to its tenth of a pixel: as of 2015, or of 2017 and later',
    ).choices(['flamegraph', 'flamegraph-1.0']),
  ]
  for (const option of options) command.addOption(option.helpGroup(SHAPE))
}

function defineLook(command: Command): void {
  const palettes = ['heat', ...PALETTES]
  const options = [
    new Option('--title <text>', 'title of the picture; the recording’s name by default'),
    new Option('--subtitle <text>', 'second line; how it was measured by default'),
    new Option('--notes <text>', 'a note kept in the file and not shown'),
    new Option('--width <px>', 'width of the picture (1200)').argParser(size(100, 100_000)),
    new Option('--height <px>', 'height of a frame (24)').argParser(size(1, 1000)),
    new Option('--fonttype <name>', 'font of the names'),
    new Option('--fontsize <px>', 'size of names (12, which is also the least)').argParser(size(1, 100)),
    new Option('--font-size <px>', 'the same').argParser(size(1, 100)).hideHelp(),
    new Option('--fontwidth <share>', 'width of a letter as a share of its size (0.61)').argParser(
      size(0.1, 5),
    ),
    new Option('--countname <text>', 'what counts are called (samples)'),
    new Option('--nametype <text>', 'what stands before a name under the pointer'),
    new Option('-c, --colors <palette>', 'heat (self time; the default), or by name').choices(palettes),
    // Perl takes the beginning of a name for the whole, and everybody writes --color=java.
    ...['--color', '--colour', '--colours'].map(name =>
      new Option(`${name} <palette>`, 'the same').choices(palettes).hideHelp(),
    ),
    new Option('--bgcolors <colour>', 'ground: yellow, blue, green, grey or #rrggbb'),
    new Option('--hash', 'colours by the letters of names, which palettes always are unless --random'),
    new Option('--deterministic', 'the same').hideHelp(),
    new Option('--colordiffusion', 'heat by total: the wider a box, the hotter'),
    new Option('--random [seed]', 'colours by chance; the same for the same seed').argParser(seedOr),
    new Option('--cp [file]', 'keep colours by name in a file between pictures (palette.map)'),
    new Option('--negate', 'read the difference the other way round: slower is faster'),
    new Option('--search <text>', 'mark names with this in them from the start'),
    new Option('--search-color <colour>', 'of what was searched for: #rrggbb'),
    new Option('--uicolor <colour>', 'of the words that search and reset: #rrggbb'),
    new Option('--stroke-color <colour>', 'around every box: #rrggbb or none'),
    new Option(
      '--nameattr <file>',
      'tool tips and links of functions: lines of a name and title=, href= or target=, with tabs between',
    ),
    new Option('--encoding <name>', 'utf-8, which pictures always have').choices(['utf-8', 'UTF-8']),
    // Inferno's: the order of lines is of no matter here, and a box is a line.
    new Option('--no-sort', 'the same').hideHelp(),
    new Option('--pretty-xml', 'the same').hideHelp(),
    new Option('--truncate-text-right', 'names end in an ellipsis, as they always do').hideHelp(),
    new Option('-v, --verbose', 'inferno’s; there is no more to say').hideHelp(),
  ]
  for (const option of options) command.addOption(option.helpGroup(LOOK))
}

function size(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`)
  }
}

function boxWidth(text: string): BoxWidth {
  const isShare = text.endsWith('%')
  const value = Number(isShare ? text.slice(0, -1) : text)
  if (/\d/.test(text) && value >= 0 && value <= (isShare ? 100 : 1000)) {
    return isShare ? { share: value / 100 } : { pixels: value }
  }
  throw new InvalidArgumentError('Expected pixels from 0 to 1000, or a share from 0% to 100%.')
}
