import { type Command, InvalidArgumentError } from 'commander'
import { addBaseOptions, addWidthsOption, type WidthFlags } from '../base-options.ts'
import type { Context } from '../context.ts'
import { whileReading } from '../reading-progress.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../transform-options.ts'

interface FlameFlags extends TransformFlags, WidthFlags {
  readonly output: string
  readonly title?: string
  readonly width?: number
  readonly minWidth?: number
  readonly fontSize?: number
  readonly inverted?: boolean
  readonly reverse?: boolean
  readonly static?: boolean
  readonly value?: string
  readonly profile?: string
}

/** `pyrometer flame FILE -o OUT.svg`: a flame graph as one file. */
export function define(command: Command, context: Context): void {
  command
    .argument(
      '[files...]',
      'recordings of any format, "-" for standard input; several are merged; the last one made here by default',
    )
    .requiredOption(
      '-o, --output <file>',
      'a .svg, .png, .pdf, .eps or .html file to write, "-" for SVG on standard output',
    )
    .option('--title <text>', 'title of the picture; the recording’s name by default')
    .option('--width <px>', 'width of the picture (1200)', size(100, 100_000))
    .option('--min-width <px>', 'leave out boxes narrower than this (0.5)', size(0, 1000))
    .option('--font-size <px>', 'size of names (12, which is also the least)', size(12, 100))
    .option('--inverted', 'put the roots at the top (an icicle graph)')
    .option('--reverse', 'merge stacks from their leaf: callers stand on their callees')
    .option('--static', 'without the script for zooming and searching')
    .option('--value <name>', 'the value type to draw, where there are several (wall, cpu …)')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
  addBaseOptions(command)
  addWidthsOption(command, 'new')
  addTransformOptions(command)
  command.action(async (files: string[], flags: FlameFlags) => {
    const { drawFlame } = await import('../../workbench/flame.ts')
    const writeOut = (text: string) => context.stdout.write(text)
    const request = {
      ...flags,
      valueType: flags.value,
      transforms: transformsOf(flags),
      files,
      writeOut,
    }
    await whileReading(context, options => drawFlame({ ...request, ...options }))
  })
}

function size(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`)
  }
}
