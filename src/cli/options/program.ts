import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { RecordOptions } from '../../workbench/record.ts'
import type { Context } from '../context.ts'
import { splitProgramWords } from './python-words.ts'

/** Options that name a Python program. */
export interface ProgramFlags {
  readonly python?: string
  readonly m?: string
  readonly c?: string
}

/** Declares how a command names the program it starts: `script.py ARGS`, `-m MODULE ARGS`, `-c CODE ARGS`, `-- CMD ARGS`.
 *  Returns a function that tells, once the command line is parsed, whether the program stood after "--". */
export function defineProgram(command: Command): () => boolean {
  command
    .argument('[program...]', 'a Python script, or any program, with its arguments')
    .option('-m <module>', 'run a module, as "python3 -m" does; what follows is its arguments')
    .option('-c <code>', 'run code, as "python3 -c" does; what follows is its arguments')
    .option('--python <path>', 'the Python that runs scripts, modules and code', 'python3')
    .passThroughOptions()
  let isSetApart = false
  const parse = command.parseOptions.bind(command)
  command.parseOptions = argv => {
    const split = splitProgramWords(argv, command)
    isSetApart = split.isSetApart
    return parse([...split.words])
  }
  return () => isSetApart
}

/** The command to execute, null when none is named. @throws UsageError for two programs at once. */
export function programCommand(
  words: readonly string[],
  flags: ProgramFlags,
  place: { cwd: string; isSetApart: boolean },
): readonly string[] | null {
  const { m, c, python = 'python3' } = flags
  if (m !== undefined && c !== undefined) throw new UsageError('Options -m and -c cannot be given together')
  if (m !== undefined) return [python, '-m', m, ...words]
  if (c !== undefined) return [python, '-c', c, ...words]
  const [program] = words
  if (program === undefined) return null
  const isScript = !place.isSetApart && isPythonScript(resolve(place.cwd, program))
  return isScript ? [python, ...words] : words
}

/** The program to start, or the process that runs already. @throws UsageError for both and for none. */
export function targetOf(
  words: readonly string[],
  flags: ProgramFlags & { readonly pid?: number },
  about: { readonly context: Context; readonly isSetApart: boolean; readonly purpose: 'measure' | 'watch' },
): RecordOptions['request']['target'] {
  const { cwd, env } = about.context
  const command = programCommand(words, flags, { cwd, isSetApart: about.isSetApart })
  if (flags.pid !== undefined) {
    if (command !== null) throw new UsageError('Give either --pid or a program to start, not both')
    return { kind: 'attach', pid: flags.pid }
  }
  if (command === null) {
    throw new UsageError(`Nothing to ${about.purpose}`, 'Name a program to start, or a process with --pid')
  }
  return { kind: 'launch', command, cwd, env }
}

/** Whether Python runs this file or folder: by its ending, or by the __main__.py inside. */
function isPythonScript(path: string): boolean {
  if (/\.(py|pyw|pyz|pyc)$/.test(path)) return true
  // Below a file there is nothing, which Node.js 20 does not take for "no entry".
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return false
  return statSync(join(path, '__main__.py'), { throwIfNoEntry: false })?.isFile() === true
}

/** Parses a positive number. */
export function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number above 0.')
  return value
}

/** Parses a number of seconds, 0 or more. */
export function seconds(text: string): number {
  const value = Number(text)
  if (!(value >= 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('Expected a number of seconds.')
  return value
}

/** Parses a process id. */
export function processId(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value <= 0) throw new InvalidArgumentError('Expected a process id.')
  return value
}
