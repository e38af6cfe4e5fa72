import type { Command } from 'commander'
import type { Context } from './context.ts'

/** One command of the command line: a file in `commands/`, named as the command. Its module is loaded when it runs. */
export interface CommandModule {
  /** Declares arguments and options on `command` and sets its action, which returns the exit status by calling
   *  `exit(status)` (0 when it is not called). */
  define(command: Command, context: Context, exit: (status: number) => void): void
}
