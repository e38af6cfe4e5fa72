import { type Command, InvalidArgumentError, Option } from 'commander'
import type { PlotLook } from '../../workbench/plot.ts'
import type { Context } from '../context.ts'
import { addHtmlOptions, drawingOutput, type HtmlFlags } from '../options/html.ts'
import { addRegionOption, regionOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'
import { sayWritten } from '../say-written.ts'

interface PlotFlags extends HtmlFlags {
  readonly output?: string
  readonly series?: string
  readonly title?: string
  readonly label: readonly string[]
  readonly from?: number
  readonly to?: number
  readonly window?: readonly [number, number]
  readonly flame?: boolean
  readonly functions: boolean
  readonly slope?: boolean
  readonly children?: NonNullable<PlotLook['children']>
  readonly width?: number
  readonly height?: number
  readonly profile?: string
  readonly base?: string
  readonly region?: readonly string[]
}

/** `pyrometer plot FILE... -o OUT.svg`: memory, or anything else, over time. */
export function define(command: Command, context: Context): void {
  command
    .argument(
      '[files...]',
      'recordings of any format, "-" for standard input; drawn over each other; the last one made here by default',
    )
    .option(
      '-o, --output <file>',
      'a .svg, .png, .pdf, .eps or .html file to write, "-" for SVG on standard output',
    )
    .option(
      '--series <name>',
      'what to plot: rss, pss, uss, swap, traced, gil, read-bytes … (memory); several on top of each other with commas between or by a glob ("load.*")',
    )
    .option('-t, --title <text>', 'title of the picture; the recording’s name by default')
    .option(
      '--label <text>',
      'name of an input in the picture; again for the next',
      (text: string, labels: readonly string[]) => [...labels, text],
      [] as readonly string[],
    )
    .option('--from <seconds>', 'begin there, seconds since the start', seconds)
    .option('--to <seconds>', 'end there', seconds)
    .option('-w, --window <from,to>', 'both at once', interval)
    .option('-f, --flame', 'also draw sampled functions, where the program named no regions')
    .option('-n, --no-functions', 'draw no regions and functions')
    .option('-s, --slope', 'draw the trend, with what it rises by a second')
    .addOption(
      new Option(
        '--children <how>',
        'processes on top of each other, added up, or each by itself (stacked)',
      ).choices(['stacked', 'summed', 'each']),
    )
    .option('--width <px>', 'width of the picture (1200)', size(300, 20_000))
    .option('--height <px>', 'height of the plot in it (320)', size(80, 20_000))
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .addOption(
      new Option(
        '--base <file>',
        'draw the same of an earlier recording too, and what they differ by',
      ).helpGroup('Difference:'),
    )
  addHtmlOptions(command)
  addRegionOption(command)
  command.action(async (files: string[], flags: PlotFlags) => {
    const { drawPlot } = await import('../../workbench/plot.ts')
    const writeOut = (text: string) => context.stdout.write(text)
    const spans = !flags.functions ? 'none' : flags.flame === true ? 'sampled' : 'named'
    const [from, to] = flags.window ?? [flags.from, flags.to]
    const request = {
      ...flags,
      ...drawingOutput(flags, context),
      from: nanoseconds(from),
      to: nanoseconds(to),
      labels: flags.label,
      spans,
      files,
      transforms: regionOf(flags),
      writeOut,
    } as const
    await whileReading(context, options => drawPlot({ ...request, ...options }))
    sayWritten(request.output, { cwd: context.cwd, out: context.stdout })
  })
}

function nanoseconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1e9
}

function seconds(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('Expected a number of seconds.')
  return value
}

function interval(text: string): readonly [number, number] {
  const parts = text.split(',').map(seconds)
  if (parts.length !== 2 || !(parts[0]! < parts[1]!)) {
    throw new InvalidArgumentError('Expected two numbers of seconds, the earlier first: 1.5,4')
  }
  return [parts[0]!, parts[1]!]
}

function size(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`)
  }
}
