import { UsageError } from '../../base/errors.ts'

/** A step of an expression in the order in which a machine with a stack does it: operands before their operator. */
export type FormulaStep =
  | { readonly kind: 'number'; readonly value: number }
  /** Index of a name: a value type's, or behind those a further name's. */
  | { readonly kind: 'value'; readonly index: number }
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'negate' }

type Operator = '+' | '-' | '*' | '/'

/** What a formula may look like. */
export const FORMULA_SYNTAX =
  'A formula is like "CEst = Ir + 10 Bm" or "IPC = instructions / cycles": value types, numbers, + - * / and brackets'

/** A formula longer than this is none. */
const MAX_LENGTH = 2000

type Token =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'value'; readonly index: number; readonly at: number }
  | { readonly kind: 'sign'; readonly sign: string; readonly at: number }

/** Binds tighter the higher it is; a minus before an operand binds tighter than all. */
const RANK: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, negate: 3 }

/** Names an expression may have. */
interface Names {
  /** Of value types: what an error lists. */
  readonly measured: readonly string[]
  /** These, then further ones. */
  readonly all: readonly string[]
}

/**
 * Reads an expression over value types of these names, and `further` ones, whose indexes come behind theirs. A name is taken as
 * long as one of them goes on; upper and lower case are the same where no name is written exactly so.
 * @throws UsageError that says at which place it cannot be read.
 */
export function parseExpression(
  text: string,
  measured: readonly string[],
  further: readonly string[] = [],
): FormulaStep[] {
  const names = { measured, all: [...measured, ...further] }
  if (text.length > MAX_LENGTH) throw new UsageError(`A formula has at most ${MAX_LENGTH} characters`)
  const steps: FormulaStep[] = []
  const waiting: string[] = []
  const unwind = (isDone: (operator: string) => boolean) => {
    for (let top = waiting.at(-1); top !== undefined && !isDone(top); top = waiting.at(-1)) {
      waiting.pop()
      steps.push(top === 'negate' ? { kind: 'negate' } : { kind: 'operator', operator: top as Operator })
    }
  }
  const operate = (operator: string) => {
    unwind(top => top === '(' || RANK[top]! < RANK[operator]!)
    waiting.push(operator)
  }
  let isOperandNext = true
  for (const token of tokensOf(text, names)) {
    const isOpening = token.kind === 'sign' && token.sign === '('
    if (token.kind !== 'sign' || isOpening) {
      // Two operands in a row are a product: "10 Bm".
      if (!isOperandNext) operate('*')
      if (token.kind === 'number') steps.push({ kind: 'number', value: token.value })
      else if (token.kind === 'value') steps.push({ kind: 'value', index: token.index })
      else waiting.push('(')
      isOperandNext = isOpening
    } else if (token.sign === ')') {
      if (isOperandNext) throw misplaced(text, token.at)
      unwind(top => top === '(')
      if (waiting.pop() !== '(') throw misplaced(text, token.at)
    } else if (isOperandNext) {
      if (token.sign === '-') waiting.push('negate')
      else if (token.sign !== '+') throw misplaced(text, token.at)
    } else {
      operate(token.sign)
      isOperandNext = true
    }
  }
  if (isOperandNext) throw new UsageError(`The formula "${text}" ends too early`, FORMULA_SYNTAX)
  unwind(top => top === '(')
  if (waiting.length > 0)
    throw new UsageError(`The formula "${text}" has a bracket that is never closed`, FORMULA_SYNTAX)
  return steps
}

function misplaced(text: string, at: number): UsageError {
  return new UsageError(`The formula "${text}" cannot be read at character ${at + 1}`, FORMULA_SYNTAX)
}

function tokensOf(text: string, names: Names): Token[] {
  const tokens: Token[] = []
  const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
  const { all, measured } = names
  const longest = Array.from(all.keys()).sort((a, b) => all[b]!.length - all[a]!.length)
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at]!)) {
      at++
      continue
    }
    const value = valueAt(text, at, { names, longest })
    number.lastIndex = at
    const digits = number.exec(text)
    if (value !== null) {
      tokens.push({ kind: 'value', index: value.index, at })
      at = value.end
    } else if (digits !== null) {
      tokens.push({ kind: 'number', value: Number(digits[0]), at })
      at = number.lastIndex
    } else if ('+-*/()'.includes(text[at]!)) {
      tokens.push({ kind: 'sign', sign: text[at]!, at })
      at++
    } else throw unknownName(text, at, measured)
  }
  return tokens
}

/** The value type that is named at a place: in quotation marks, or the longest name that is followed by none of a name's
 *  characters. */
function valueAt(
  text: string,
  at: number,
  { names, longest }: { names: Names; longest: readonly number[] },
): { index: number; end: number } | null {
  const quote = text[at]!
  if (quote === '"' || quote === "'" || quote === '`') {
    const close = text.indexOf(quote, at + 1)
    const quoted = text.slice(at + 1, close)
    const index = close === -1 ? -1 : indexOf(names.all, quoted)
    if (index === -1) throw unknownName(text, at, names.measured)
    return { index, end: close + 1 }
  }
  for (const isExact of [true, false]) {
    for (const index of longest) {
      const name = names.all[index]!
      const piece = text.slice(at, at + name.length)
      const isSame = isExact ? piece === name : piece.toLowerCase() === name.toLowerCase()
      if (name !== '' && isSame && !/[\w]/.test(text[at + name.length] ?? ''))
        return { index, end: at + name.length }
    }
  }
  return null
}

function indexOf(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted)
  return exact === -1 ? names.findIndex(name => name.toLowerCase() === wanted.toLowerCase()) : exact
}

function unknownName(text: string, at: number, names: readonly string[]): UsageError {
  const word = /^["'`]?[^\s+*/()"'`]*/.exec(text.slice(at))?.[0] ?? ''
  return word.length > 1 || /\p{L}/u.test(word)
    ? new UsageError(
        `The formula "${text}" names "${word.replace(/^["'`]/, '')}", which is not measured`,
        `It measures: ${names.join(', ')}`,
      )
    : misplaced(text, at)
}
