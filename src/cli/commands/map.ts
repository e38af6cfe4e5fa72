import { type Command, InvalidArgumentError, Option } from 'commander'
import type { MapLook } from '../../workbench/map.ts'
import type { Context } from '../context.ts'
import { addBaseOptions, addWidthsOption, type WidthFlags } from '../options/base.ts'
import { addHtmlOptions, drawingOutput, type HtmlFlags } from '../options/html.ts'
import { noteOptionsOfPictures } from '../options/picture-only.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'
import { sayWritten } from '../say-written.ts'

interface MapFlags extends HtmlFlags, TransformFlags, WidthFlags {
  readonly output?: string
  readonly title?: string
  readonly width?: number
  readonly height?: number
  readonly minSize?: number
  readonly by?: 'calls' | 'packages'
  readonly callers?: string
  readonly callees?: string
  readonly nesting?: NonNullable<MapLook['nesting']>
  readonly heat?: 'self' | 'total'
  readonly value?: string
  readonly profile?: string
  readonly part?: string
}

/** Flags, by their names, that a page does not know. */
const OF_PICTURES = ['title', 'width', 'height', 'minSize']

/** `pyrometer map FILE -o OUT.svg`: a square map as one file. */
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
    .addOption(
      new Option(
        '--by <grouping>',
        'boxes in boxes: functions in their callers, or in files and packages (calls)',
      ).choices(['calls', 'packages']),
    )
    .option('--callers <function>', 'who called this function, and what it cost for whom')
    .option('--callees <function>', 'what this function called')
    .addOption(
      new Option(
        '--nesting <how>',
        'squarified, split along the longer side, or in halves (squarified)',
      ).choices(['squarified', 'split', 'balanced']),
    )
    .addOption(
      new Option(
        '--heat <measure>',
        'colour by the function’s self time or by the box’s total (self)',
      ).choices(['self', 'total']),
    )
    .option('--title <text>', 'title of the picture; the recording’s name by default')
    .option('--width <px>', 'width of the map (1200)', size(100, 20_000))
    .option('--height <px>', 'height of the map (800)', size(100, 20_000))
    .option('--min-size <px>', 'leave out boxes thinner than this (2)', size(0.5, 1000))
    .option('--value <name>', 'the value type to draw, where there are several (wall, cpu …)')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .option('--part <parts>', 'only these parts: numbers ("1,3-5") or a regular expression for names')
  addBaseOptions(command)
  addWidthsOption(command, 'union')
  addHtmlOptions(command)
  addTransformOptions(command)
  command.action(async (files: string[], flags: MapFlags) => {
    const { drawMap } = await import('../../workbench/map.ts')
    const writeOut = (text: string) => context.stdout.write(text)
    const request = {
      ...flags,
      ...drawingOutput(flags, context),
      valueType: flags.value,
      parts: flags.part,
      transforms: transformsOf(flags),
      files,
      writeOut,
    }
    const isPage = request.page !== undefined
    noteOptionsOfPictures(command, OF_PICTURES, { isPage, stderr: context.stderr })
    await whileReading(context, options => drawMap({ ...request, ...options }))
    sayWritten(request.output, { cwd: context.cwd, out: context.stdout })
  })
}

function size(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`)
  }
}
