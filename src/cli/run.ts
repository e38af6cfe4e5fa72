import { Command, CommanderError } from 'commander'
import { PyrometerError, UsageError } from '../base/errors.ts'
import type { Context } from './context.ts'
import { refuseMissingValues } from './missing-value.ts'
import { COMMANDS } from './registry.ts'

/** Runs one command line and returns its exit status. Never throws: errors are written to standard error. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  let status = 0
  const [first, second] = argv.filter(argument => !argument.startsWith('-'))
  const wanted = first === 'help' ? second : first
  try {
    const program = await buildProgram(wanted, context, value => {
      status = value
    })
    await program.parseAsync(argv as string[], { from: 'user' })
    return status
  } catch (error) {
    return report(error, argv, context)
  }
}

/** The command line as commander sees it. Only the `wanted` command has its arguments, options and action, so that
 *  starting one does not load the others; 'completion', which must know them all, gets them all. */
export async function buildProgram(
  wanted: string | undefined,
  context: Context,
  exit: (status: number) => void,
): Promise<Command> {
  const program = new Command('pyrometer')
  program
    .description('Finds where a program’s time and memory go, from outside, without touching it')
    .version('0.1.0')
    .option('--no-color', 'no colours')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: text => context.stdout.write(text),
      // It quotes arguments.
      writeErr: text => context.stderr.write(printable(text)),
      // They are thrown, too, and said then.
      outputError: () => undefined,
      getOutHelpWidth: () => context.stdout.columns,
      getErrHelpWidth: () => context.stderr.columns,
    })
  for (const { name, summary, load } of COMMANDS) {
    const command = program
      .command(name)
      .summary(summary)
      .description(summary)
      .option('--no-color', 'no colours')
    if (name !== wanted && wanted !== 'completion') continue
    const module = await load()
    refuseMissingValues(command)
    module.define(command, context, exit)
  }
  return program
}

function report(error: unknown, argv: readonly string[], context: Context): number {
  const isJson = argv.includes('--json')
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    // Of a command line that says nothing the help was written already.
    const said = error.message.replace(/^error: /, '')
    if (said === error.message) return 2
    const [message, ...hint] = said.split('\n')
    if (isJson) writeJson(new UsageError(message!, hint.join(' ') || undefined), context)
    else context.stderr.write(`${printable(error.message)}\n`)
    return 2
  }
  if (error instanceof PyrometerError) {
    if (isJson) writeJson(error, context)
    else {
      context.stderr.write(`pyrometer: ${printable(error.message)}\n`)
      if (error.hint !== undefined) context.stderr.write(`  ${printable(error.hint)}\n`)
    }
    return error.exitStatus
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  context.stderr.write(`pyrometer: a fault in Pyrometer itself, please report it:\n${text}\n`)
  return 125
}

function writeJson({ code, message, hint }: PyrometerError, { stderr }: Context): void {
  stderr.write(`${JSON.stringify({ error: { code, message, hint: hint ?? null } })}\n`)
}

/** Messages quote names out of files: control characters in them could command the terminal. */
function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}/gu, '\ufffd')
}
