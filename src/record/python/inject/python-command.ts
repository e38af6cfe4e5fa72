import { closeSync, openSync, readSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { findProgram } from '../../process/find-program.ts'

/** What an interpreter is asked to run. `value` is a path, a module's name, code, or '-' for standard input. */
export interface PythonProgram {
  readonly kind: 'script' | 'module' | 'code' | 'stdin'
  readonly value: string
}

/** A command that starts Python, taken apart. */
export interface PythonCommand {
  /** Program to execute: a path, or a name to look up on the PATH. */
  readonly interpreter: string
  /** Its own options, each with its argument. */
  readonly interpreterArgs: readonly string[]
  readonly target: PythonProgram
  /** What the program finds in sys.argv[1:]. */
  readonly args: readonly string[]
}

/** Where a command would be run: what decides which file a name means. */
export interface CommandPlace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

const INTERPRETER = /^(python|pypy|graalpy)[\d.]*(t|d|td|dm|m)?(-dbg)?(\.exe)?$/i

/** Whether a program's name is an interpreter's: python3, python3.13t, pypy3, /usr/bin/python … */
export function isInterpreterName(program: string): boolean {
  return INTERPRETER.test(basename(program))
}

/**
 * Takes a command line apart when it starts Python itself or a script whose first line names Python (a console script).
 * Null when it does neither, as far as can be told without running it: `uv run …`, a shell script, `python -i`. Reads at
 * most the first 4 KiB of the program's file.
 */
export function parsePythonCommand(command: readonly string[], place: CommandPlace): PythonCommand | null {
  const [program, ...rest] = command
  if (program === undefined) return null
  if (isInterpreterName(program)) return parseInterpreterArguments(program, rest)
  const script = findProgram(program, place)
  const shebang = script === null ? null : readShebang(resolve(place.cwd, script))
  if (script === null || shebang === null) return null
  return parseInterpreterArguments(shebang[0]!, [...shebang.slice(1), script, ...rest])
}

/** Options that take an argument, which may also follow without a space. -c and -m end the options. */
const WITH_ARGUMENT = 'WX'
/** Options that stand alone. -i and -x need the program to be started by the interpreter itself; -h, -V and -? start none. */
const ALONE = 'bBdEIOPqRsSuvt'
const LONG_WITH_ARGUMENT: ReadonlySet<string> = new Set(['--check-hash-based-pycs', '--jit'])

function parseInterpreterArguments(interpreter: string, words: readonly string[]): PythonCommand | null {
  const interpreterArgs: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const finish = (kind: PythonProgram['kind'], value: string | undefined, from: number) =>
      value === undefined
        ? null
        : { interpreter, interpreterArgs, target: { kind, value }, args: words.slice(from) }
    if (word === '-') return finish('stdin', '-', i + 1)
    if (word === '--') return finish('script', words[i + 1], i + 2)
    if (!word.startsWith('-')) return finish('script', word, i + 1)
    if (LONG_WITH_ARGUMENT.has(word)) {
      const argument = words[++i]
      if (argument === undefined) return null
      interpreterArgs.push(word, argument)
      continue
    }
    const cluster = readCluster(word)
    if (cluster === null) return null
    const { plain, last, attached } = cluster
    if (last === null) {
      interpreterArgs.push(word)
      continue
    }
    const argument = attached ?? words[++i]
    if (argument === undefined) return null
    if (last === 'c' || last === 'm') {
      if (plain !== '') interpreterArgs.push(`-${plain}`)
      return finish(last === 'c' ? 'code' : 'module', argument, i + 1)
    }
    interpreterArgs.push(...(plain === '' ? [] : [`-${plain}`]), `-${last}`, argument)
  }
  return null
}

/** A word of short options: those that stand alone, then perhaps one with its argument. Null when one is not known. */
function readCluster(word: string): { plain: string; last: string | null; attached: string | null } | null {
  for (let k = 1; k < word.length; k++) {
    const option = word[k]!
    if (option === 'c' || option === 'm' || WITH_ARGUMENT.includes(option)) {
      return {
        plain: word.slice(1, k),
        last: option,
        attached: k + 1 < word.length ? word.slice(k + 1) : null,
      }
    }
    if (!ALONE.includes(option)) return null
  }
  return word.length < 2 ? null : { plain: word.slice(1), last: null, attached: null }
}

/** Interpreter and options that a script's first line names, null when that is not Python. */
function readShebang(path: string): string[] | null {
  const head = readHead(path)
  if (!head.startsWith('#!')) return null
  const lines = head.slice(2).split('\n')
  let words = lines[0]!.trim().split(/\s+/)
  // Installers write this where the interpreter's path is too long for a first line, or has spaces.
  const long = lines[1]?.match(/^'''exec' ("([^"]+)"|(\S+))(.*) "\$0" "\$@"$/)
  if (words[0] === '/bin/sh' && long) {
    words = [long[2] ?? long[3]!, ...long[4]!.trim().split(/\s+/)].filter(word => word !== '')
  }
  if (basename(words[0]!) === 'env') {
    words = words.slice(1).filter(word => word !== '-S' && !/^\w+=/.test(word))
  }
  return words[0] !== undefined && isInterpreterName(words[0]) ? words : null
}

function readHead(path: string): string {
  const bytes = Buffer.alloc(4096)
  let file: number | null = null
  try {
    file = openSync(path, 'r')
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0))
  } catch {
    return ''
  } finally {
    if (file !== null) closeSync(file)
  }
}
