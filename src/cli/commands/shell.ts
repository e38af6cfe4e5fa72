import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'

/** `pyrometer shell [FILE...]`: the commands of `python -m pstats`, on any format. */
export function define(command: Command, context: Context): void {
  command
    .argument('[files...]', 'recordings of any format; several are added together')
    .addHelpText('after', '\nType "help" in it for its commands; "quit" or the end of the input leaves it.')
  addTransformOptions(command)
  command.action(async (files: string[], flags: TransformFlags) => {
    const { runShell } = await import('../shell/stats-shell.ts')
    await runShell(files, context, transformsOf(flags))
  })
}
