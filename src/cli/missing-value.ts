import type { Command, Option } from 'commander'
import { UsageError } from '../base/errors.ts'

/**
 * Makes a command refuse an option whose value was forgotten, so that the next option would be taken for it: `--html -o out.svg`. A
 * value that looks so is written `--focus=-o`. Parsing then throws a UsageError that names both.
 */
export function refuseMissingValues(command: Command): void {
  const parse = command.parseOptions.bind(command)
  command.parseOptions = words => {
    refuseMissingValue(command, words)
    return parse(words)
  }
}

function refuseMissingValue(command: Command, words: readonly string[]): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '--') return
    const option = optionNamed(command, word)
    if (option?.required !== true) continue
    const next = words[++i] ?? ''
    if (!isOption(command, next)) continue
    const written = word.startsWith('--') ? `${word}=${next}` : `${word}${next}`
    throw new UsageError(
      `${option.flags} lacks its value: ${next} is an option itself`,
      `Write ${written} if that is the value`,
    )
  }
}

function optionNamed(command: Command, word: string): Option | undefined {
  return command.options.find(({ short, long }) => word !== '' && (short === word || long === word))
}

function isOption(command: Command, word: string): boolean {
  if (word === '-h' || word === '--help') return true
  const name = word.startsWith('--') ? word.replace(/=.*/s, '') : word
  return optionNamed(command, name) !== undefined
}
