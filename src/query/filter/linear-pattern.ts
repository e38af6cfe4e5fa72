import { type PatternNode, parsePattern } from './parse-pattern.ts'

/** Most pieces that a machine is made of, those that are repeated counted as often: what is done for a letter grows with them. */
const MOST_PIECES = 3000

/** A step takes a letter and goes on to `next`, or stands at a border, or goes on two ways at once. -1: nowhere. */
interface Machine {
  readonly letter: ((unit: number) => boolean)[]
  readonly border: (((text: string, at: number) => boolean) | null)[]
  readonly next: number[]
  readonly other: number[]
  /** How many it was made of. */
  pieces: number
}

/** The step at which a text has matched. */
const MATCHED = 0

/**
 * A test for an expression that goes all its ways at once, letter by letter, so that its work is bounded by the lengths of text
 * and pattern together: what Go's and pprof's expressions promise. It finds exactly what `expression` finds. Null where a
 * pattern refers back, looks ahead or behind, or needs too many steps (`(a{999}){999}`). Source: K. Thompson, Regular expression
 * search algorithm, 1968.
 */
export function linearTest(expression: RegExp): ((text: string) => boolean) | null {
  const tree = parsePattern(expression.source)
  if (tree === null) return null
  const machine: Machine = { letter: [], border: [], next: [], other: [], pieces: 0 }
  addStep(machine, {})
  const start = emit(machine, { tree, next: MATCHED, flags: expression.flags })
  return start === -1 ? null : text => runs(machine, start, text)
}

const NO_LETTER = () => false

function addStep(
  machine: Machine,
  {
    letter = NO_LETTER,
    border = null,
    next = -1,
    other = -1,
  }: {
    letter?: Machine['letter'][number]
    border?: Machine['border'][number]
    next?: number
    other?: number
  },
): number {
  machine.letter.push(letter)
  machine.border.push(border)
  machine.next.push(next)
  return machine.other.push(other) - 1
}

/** Adds the steps of a tree that goes on at `next`, and returns the first of them; -1 where they are too many. Trees are as deep
 *  as patterns have brackets, which their greatest length bounds. */
function emit(
  machine: Machine,
  { tree, next, flags }: { tree: PatternNode; next: number; flags: string },
): number {
  const to = (node: PatternNode, after: number) => emit(machine, { tree: node, next: after, flags })
  if (next === -1 || ++machine.pieces > MOST_PIECES) return -1
  switch (tree.kind) {
    case 'letter':
      return addStep(machine, { letter: letterTest(tree.source, flags), next })
    case 'border':
      return addStep(machine, { border: borderTest(tree.source, flags), next })
    case 'sequence':
      return tree.parts.reduceRight((after, part) => to(part, after), next)
    case 'choice':
      return tree.options.map(option => to(option, next)).reduce((a, b) => fork(machine, a, b))
    case 'repeat':
      return emitRepeat(machine, { tree, next, flags })
  }
}

function emitRepeat(
  machine: Machine,
  { tree, next, flags }: { tree: PatternNode & { kind: 'repeat' }; next: number; flags: string },
): number {
  const { node, least, most } = tree
  const once = (after: number) => emit(machine, { tree: node, next: after, flags })
  let first = next
  if (most === Number.POSITIVE_INFINITY) {
    first = addStep(machine, { other: next })
    machine.next[first] = once(first)
    if (machine.next[first] === -1) return -1
  } else {
    for (let i = least; i < most && first !== -1; i++) first = fork(machine, once(first), next)
  }
  for (let i = 0; i < least && first !== -1; i++) first = once(first)
  return first
}

function fork(machine: Machine, next: number, other: number): number {
  return next === -1 || other === -1 ? -1 : addStep(machine, { next, other })
}

/** Whether a letter is what a piece of a pattern says, asked of the piece itself once for each letter. */
function letterTest(source: string, flags: string): (unit: number) => boolean {
  // Alone, an opening or closing bracket would begin or end something.
  const expression = new RegExp(
    `^${/^[{}\]]$/.test(source) ? `\\${source}` : source}$`,
    flags.replace('m', ''),
  )
  const known = new Map<number, boolean>()
  return unit => {
    let is = known.get(unit)
    if (is === undefined) {
      is = expression.test(String.fromCharCode(unit))
      known.set(unit, is)
    }
    return is
  }
}

function borderTest(source: string, flags: string): (text: string, at: number) => boolean {
  const expression = new RegExp(source, `${flags.replaceAll(/[gy]/g, '')}y`)
  return (text, at) => {
    expression.lastIndex = at
    return expression.test(text)
  }
}

/** Whether the machine gets from its start to its end anywhere in a text. */
function runs({ letter, border, next, other }: Machine, start: number, text: string): boolean {
  // At which place of the text each step was reached last.
  const reached = new Int32Array(next.length).fill(-1)
  let steps: number[] = []
  for (let at = 0; ; at++) {
    // What is appended is walked, too.
    steps.push(start)
    const takers: number[] = []
    for (const step of steps) {
      if (step === MATCHED) return true
      if (step === -1 || reached[step] === at) continue
      reached[step] = at
      const isAt = border[step]
      if (letter[step] !== NO_LETTER) takers.push(step)
      else if (isAt === null) steps.push(next[step]!, other[step]!)
      else if (isAt!(text, at)) steps.push(next[step]!)
    }
    if (at === text.length) return false
    const unit = text.charCodeAt(at)
    steps = takers.filter(step => letter[step]!(unit)).map(step => next[step]!)
  }
}
