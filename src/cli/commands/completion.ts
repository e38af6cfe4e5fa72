import { Argument, type Command } from 'commander'
import { completionScript, SHELLS, type Shell } from '../completion-script.ts'
import type { Context } from '../context.ts'

/** `pyrometer completion bash|zsh|fish`: a script that completes commands, options and files. */
export function define(command: Command, context: Context): void {
  command
    .addArgument(new Argument('<shell>', 'the shell to write it for').choices(SHELLS))
    .action((shell: Shell) => {
      context.stdout.write(completionScript(command.parent!, shell))
    })
}
