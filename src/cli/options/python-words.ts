import type { Command } from 'commander'

/** How the words of a command line split: options of ours, then the program's own words. */
export interface SplitWords {
  readonly words: readonly string[]
  /** Whether they were so as they were given, or by `-m` or `-c`. */
  readonly isSetApart: boolean
}

/**
 * Sets the program's words apart by "--", as Python's own command line does: everything after a script, `-m MODULE` and
 * `-c CODE` belongs to the program, whatever it looks like.
 */
export function splitProgramWords(argv: readonly string[], command: Command): SplitWords {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!
    if (word === '--') return { words: argv, isSetApart: true }
    if (!word.startsWith('-') || word === '-') {
      return { words: [...argv.slice(0, i), '--', ...argv.slice(i)], isSetApart: false }
    }
    const [name, attached] = word.startsWith('--')
      ? word.split('=', 2)
      : [word.slice(0, 2), word.slice(2) || undefined]
    const option = command.options.find(({ short, long }) => short === name || long === name)
    if (option === undefined) return { words: argv, isSetApart: false }
    const takesNext = (option.required || option.optional) && attached === undefined
    if (takesNext) i++
    if (option.short === '-m' || option.short === '-c') {
      return { words: [...argv.slice(0, i + 1), '--', ...argv.slice(i + 1)], isSetApart: true }
    }
  }
  return { words: argv, isSetApart: false }
}
