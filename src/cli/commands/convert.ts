import type { Command } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { ConvertAnswer } from '../../wire/formats.ts'
import type { Context } from '../context.ts'
import { addHtmlOptions, type HtmlFlags, pageOptions, savePage } from '../options/html.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'
import { sayWritten } from '../say-written.ts'

interface ConvertFlags extends TransformFlags, HtmlFlags {
  readonly output?: string
  readonly to?: string
  readonly profile?: string
  readonly compact?: boolean
  readonly json?: boolean
}

/** `pyrometer convert IN... -o OUT`: from any format to any other, or into a page. */
export function define(command: Command, context: Context): void {
  command
    .argument('[inputs...]', 'recordings of any format, "-" for standard input; several are merged')
    .option('-o, --output <file>', 'where to write, "-" for standard output; its ending names the format')
    .option('--to <format>', 'the format to write, whatever the ending ("pyrometer formats" lists them)')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .option('--compact', 'deflate the columns of a .pyrometer file')
    .option('--json', 'print what was written and what was lost as JSON')
  addHtmlOptions(command)
  addTransformOptions(command)
  command.action(async (inputs: string[], flags: ConvertFlags) => {
    const html = flags.html ?? (flags.to === undefined && isPage(flags.output) ? flags.output : undefined)
    pageOptions(flags, { ...context, isPage: html !== undefined })
    if (html === undefined) return convert(inputs, flags, context)
    if (flags.output !== undefined && flags.output !== html) {
      throw new UsageError('A recording goes to --output or a page to --html, not both', 'Give one of them')
    }
    const { openMerged } = await import('../../workbench/opening/open-merged.ts')
    const recording = await whileReading(context, options =>
      openMerged(inputs, { ...options, profile: flags.profile, transforms: transformsOf(flags) }),
    )
    await savePage([recording], { ...flags, html }, { context })
  })
}

function isPage(path: string | undefined): boolean {
  return path !== undefined && /\.html$/i.test(path)
}

async function convert(inputs: readonly string[], flags: ConvertFlags, context: Context): Promise<void> {
  const { output } = flags
  if (output === undefined) {
    throw new UsageError(
      'Nothing says where to write',
      'Give -o FILE, whose ending names the format ("-" for standard output), or --html FILE',
    )
  }
  const { convertInputs } = await import('../../workbench/convert.ts')
  const { format, recordings, losses, isEstimated, hasEstimatedStacks } = await whileReading(
    context,
    options =>
      convertInputs(inputs, {
        ...flags,
        ...options,
        output,
        transforms: transformsOf(flags),
        writeOut: chunk => context.stdout.write(chunk),
      }),
  )
  if (flags.json === true) {
    const answer: ConvertAnswer = {
      version: 1,
      format: format.id,
      output,
      recordings,
      losses: losses.map(({ what, message }) => ({ what, message })),
      isEstimated,
    }
    const target = output === '-' ? context.stderr : context.stdout
    target.write(`${JSON.stringify(answer)}\n`)
    return
  }
  const sentences = [
    ...(losses.length > 0
      ? [`${format.name} cannot hold: ${losses.map(loss => loss.message).join('; ')}`]
      : []),
    ...(hasEstimatedStacks
      ? ['the stacks are an estimate: a call graph does not say which caller caused what']
      : []),
  ]
  if (sentences.length > 0) context.stderr.write(`${sentences.join('. ')}\n`)
  sayWritten(output, { cwd: context.cwd, out: context.stdout })
}
