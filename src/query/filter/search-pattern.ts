import { UsageError } from '../../base/errors.ts'
import { fromGoPattern } from './go-pattern.ts'
import { linearTest } from './linear-pattern.ts'

/** Longest part of a name that is looked at: bounds the work of a pattern that backtracks. */
const LONGEST_NAME = 1000
/** Longest pattern that may backtrack, and longest of all. */
const LONGEST_BACKTRACKING = 200
const LONGEST_PATTERN = 2000
/** `.*a.*b.*c` takes the name's length to the power of its open repetitions. */
const MOST_REPETITIONS = 3
/** `a?a?a?…aaa` takes two to the power of its optional parts. */
const MOST_OPTIONS = 8

/**
 * Makes a test out of what a reader typed: `/pattern/` or `/pattern/i` is a regular expression, anything else is text that
 * is found anywhere, upper and lower case being the same.
 * @throws UsageError if the pattern is not valid, or its work cannot be bounded, see {@link boundedTest}.
 */
export function compileSearch(text: string): (name: string) => boolean {
  const pattern = text.match(/^\/(.+)\/([a-z]*)$/s)
  if (pattern === null) {
    const wanted = text.toLowerCase()
    return name => name.toLowerCase().includes(wanted)
  }
  const [, source = '', flags = ''] = pattern
  if (!/^i?$/.test(flags))
    throw new UsageError(`Cannot use the flag "${flags}" in ${text}`, 'Only "i" is known')
  return compilePattern(source, flags)
}

/**
 * Makes a test out of a regular expression, which may match anywhere; `(?i)` at its start ignores case. What Go writes otherwise
 * than JavaScript is understood, see {@link fromGoPattern}.
 * @throws UsageError as {@link compileSearch}.
 */
export function compilePattern(pattern: string, flags = ''): (text: string) => boolean {
  const own = fromGoPattern(pattern)
  // It matters not what stands before and after what is looked for.
  const source = own.source.replace(/^(?:\.\*)+(?=[^?*+{|)])/, '').replace(/(?<=[^\\|(])(?:\.\*)+$/, '')
  return boundedTest(compile(source, own.flags === '' ? flags : own.flags))
}

/**
 * A test whose work is bounded on every text. Patterns that may backtrack without end go all their ways at once, the others are
 * left to the engine, which is faster; of a text it then sees as much as it is done with soon.
 * @throws UsageError for what can be done neither way, such as references back within repeated groups.
 */
export function boundedTest(expression: RegExp, { mayReferBack = false } = {}): (text: string) => boolean {
  const { source } = expression
  const excess = findExcess(source, mayReferBack)
  // What repeats once at most is done in time that grows with the square of the name's length.
  const longest = /[*+{].*[*+{]/s.test(source) ? LONGEST_NAME : 10 * LONGEST_NAME
  const [test, most] =
    excess === null
      ? [(text: string) => expression.test(text), longest]
      : [linearTestOf(expression, excess), 100 * LONGEST_NAME]
  return text => test(text.length > most ? text.slice(0, most) : text)
}

function linearTestOf(expression: RegExp, excess: string): (text: string) => boolean {
  const { source } = expression
  const isLong = source.length > LONGEST_PATTERN
  const test = isLong ? null : linearTest(expression)
  if (test !== null) return test
  throw new UsageError(
    isLong
      ? `Cannot search for /${source.slice(0, 40)}…/: it is longer than ${LONGEST_PATTERN} characters`
      : `Cannot search for /${source}/: ${excess}`,
    'Write the pattern more simply, or search for text',
  )
}

/** Why a pattern may backtrack without end, or over a text of some length for too long: a repeated group that holds repetitions,
 *  options or alternatives, many of them one after another, and (where not `mayReferBack`) references back. Null where it
 *  does not. */
function findExcess(source: string, mayReferBack: boolean): string | null {
  if (source.length > LONGEST_BACKTRACKING) return `it is longer than ${LONGEST_BACKTRACKING} characters`
  if (!mayReferBack && /\\[1-9k]/.test(source)) return 'it refers back to a group'
  // Escapes and character classes cannot hold groups or repetitions.
  const plain = source.replace(/\\./gs, 'x').replace(/\[[^\]]*\]/g, 'x')
  const open: { varies: boolean }[] = []
  let repetitions = 0
  let options = 0
  for (const [i, char] of [...plain].entries()) {
    // Alternatives of the whole are tried one after the other: their work adds up, it does not multiply.
    if (char === '|' && open.length === 0) {
      repetitions = 0
      options = 0
    }
    if (char === '(') open.push({ varies: false })
    if (char === '|') for (const group of open) group.varies = true
    const isGroupEnd = char === ')'
    const group = isGroupEnd ? open.pop() : undefined
    if (group?.varies === true && isRepetition(plain[i + 1])) {
      return 'it repeats a group that can match in several ways'
    }
    if (isRepetition(char)) repetitions++
    else if (isOption(plain, i)) options++
    else continue
    for (const outer of open) outer.varies = true
    if (repetitions > MOST_REPETITIONS) return `it has more than ${MOST_REPETITIONS} repetitions`
    if (options > MOST_OPTIONS) return `it has more than ${MOST_OPTIONS} optional parts`
  }
  return null
}

function isRepetition(char: string | undefined): boolean {
  return char === '*' || char === '+' || char === '{'
}

/** Whether a `?` makes what stands before it optional (and does not begin a group's kind or make a repetition lazy). */
function isOption(plain: string, at: number): boolean {
  return plain[at] === '?' && at > 0 && !/[(*+?}]/.test(plain[at - 1]!)
}

function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /, '') : String(error)
    throw new UsageError(`Cannot read the pattern /${source}/: ${reason}`)
  }
}
