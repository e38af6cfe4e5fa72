import type { Command } from 'commander'
import type { ConvertAnswer } from '../../wire/formats.ts'
import type { Context } from '../context.ts'
import { whileReading } from '../reading-progress.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../transform-options.ts'

interface ConvertFlags extends TransformFlags {
  readonly output: string
  readonly to?: string
  readonly profile?: string
  readonly compact?: boolean
  readonly json?: boolean
}

/** `pyrometer convert IN... -o OUT`: from any format to any other. */
export function define(command: Command, context: Context): void {
  command
    .argument('[inputs...]', 'recordings of any format, "-" for standard input; several are merged')
    .requiredOption(
      '-o, --output <file>',
      'where to write, "-" for standard output; its ending names the format',
    )
    .option('--to <format>', 'the format to write, whatever the ending ("pyrometer formats" lists them)')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .option('--compact', 'deflate the columns of a .pyrometer file')
    .option('--json', 'print what was written and what was lost as JSON')
  addTransformOptions(command)
  command.action(async (inputs: string[], flags: ConvertFlags) => {
    const { convertInputs } = await import('../../workbench/convert.ts')
    const { format, recordings, losses, isEstimated } = await whileReading(context, options =>
      convertInputs(inputs, {
        ...flags,
        ...options,
        transforms: transformsOf(flags),
        writeOut: chunk => context.stdout.write(chunk),
      }),
    )
    if (flags.json === true) {
      const answer: ConvertAnswer = {
        version: 1,
        format: format.id,
        output: flags.output,
        recordings,
        losses: losses.map(({ what, message }) => ({ what, message })),
        isEstimated,
      }
      const target = flags.output === '-' ? context.stderr : context.stdout
      target.write(`${JSON.stringify(answer)}\n`)
      return
    }
    const sentences = [
      ...(losses.length > 0
        ? [`${format.name} cannot hold: ${losses.map(loss => loss.message).join('; ')}`]
        : []),
      ...(isEstimated
        ? ['the stacks are an estimate: a call graph does not say which caller caused what']
        : []),
    ]
    if (sentences.length > 0) context.stderr.write(`${sentences.join('. ')}\n`)
  })
}
