import { baseColumn } from '../../analysis/difference/value-pairs.ts'
import { sampleMask } from '../../analysis/filter-samples.ts'
import { type AdjacentBoxes, mergeAdjacent, type StackLine } from '../../analysis/merge/adjacent-merge.ts'
import type { Recording } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'

/** Boxes as flamegraph.pl merges lines of collapsed stacks. */
export interface FoldedBoxes extends AdjacentBoxes {
  /** The frames' texts. */
  readonly names: readonly string[]
  /** Samples that it does not count: such as weigh less than nothing. */
  readonly ignored: number
}

/** What lines are made of a recording's stacks, and what is done with them. */
export interface FoldedQuestion {
  readonly filter?: Filter
  /** Per row of `shared.frames` what stands for it in a line. */
  readonly frameTexts: readonly string[]
  /** Lines stay in the order of the samples (a flame chart) and are not sorted. */
  readonly isInOrder?: boolean
  /** Merged from the leaf on. */
  readonly isReversed?: boolean
  /** Angle brackets stay, and are not shown as round ones. */
  readonly isAngled?: boolean
  /** Stacks of who woke whom: after the first `--` frames are marked as wakers, and a stack without one ends in one. */
  readonly isChain?: boolean
}

/** A number at the end of a line, after white space. */
const COUNTED = /^(.*)\s+?(\d+(?:\.\d*)?)$/s

/**
 * What flamegraph.pl makes of the collapsed stacks of a recording: lines sorted as text, each stack merged with the line
 * before it. So siblings stand by name, and one whose name begins as another's can lie between the halves of that. A frame
 * of the leaf that ends in a number is taken for a count, as there (of stacks that are turned round, one of the root too). A base under the recording gives two counts.
 * O(lines * their length), sorting apart.
 * @throws TypeError if the recording has no stacks, RangeError if it has no such value type.
 */
export function queryFoldedBoxes(recording: Recording, question: FoldedQuestion): FoldedBoxes {
  const part = recording.stacks
  if (part === null) throw new TypeError('The recording has no stacks')
  const { filter = {}, frameTexts, isInOrder = false, isReversed = false, isChain = false } = question
  const isAngled = question.isAngled === true
  const type = filter.valueType ?? part.defaultValueType
  const values = part.weights[type]
  if (values === undefined) throw new RangeError(`Value type ${type} of ${part.valueTypes.length}`)
  const base = baseColumn(part.valueTypes, type)
  const before = base === null ? null : part.weights[base.index]!.map(value => value * base.scale)
  const texts = new Texts()
  const ofFrame = Int32Array.from(frameTexts, text => texts.number(text))
  const mask = sampleMask(recording, filter)
  const { stack, length } = part.samples
  const { prefix, frame } = recording.shared.stacks
  const rows: number[] = []
  let ignored = 0
  for (let row = 0; row < length; row++) {
    if (mask !== null && mask[row] === 0) continue
    if (values[row]! >= 0 && (before === null || before[row]! >= 0)) rows.push(row)
    else ignored++
  }
  const lineOf = (row: number): WrittenLine => {
    const own: number[] = []
    for (let at = stack[row]!; at !== -1; at = prefix[at]!) own.push(ofFrame[frame[at]!]!)
    own.reverse()
    const value = values[row]!
    let counted = before === null ? splitCount(own, texts) : before[row]!
    const written = isReversed ? dropEmptyEnd(own, texts).reverse() : own
    // What is turned round is read once more, and then ends in what was the root.
    if (counted === null && isReversed) counted = splitCount(written, texts)
    return { written, value, delta: counted === null ? null : value - counted }
  }
  const keyOf = (row: number) => {
    const { written, value, delta } = lineOf(row)
    return `${texts.join(written)} ${delta === null ? value : `${value - delta} ${value}`}`
  }
  function* lines(order: Iterable<number>): Generator<StackLine> {
    for (const row of order) {
      const { written, value, delta } = lineOf(row)
      const bracketed = isAngled ? written : written.map(number => texts.bracketed(number))
      const line = dropEmptyEnd(isChain ? markWakers(bracketed, texts) : bracketed, texts)
      yield { texts: line, value, delta }
    }
  }
  const boxes = mergeAdjacent(lines(isInOrder ? rows : sortedByText(rows, keyOf)))
  return { ...boxes, names: texts.all, ignored }
}

/** A line before it is merged. */
interface WrittenLine {
  /** Numbers of the frames' texts as they stand in the line. */
  readonly written: number[]
  readonly value: number
  readonly delta: number | null
}

/** Takes a number off the leaf's text, and gives it back; null where it ends in none. Changes `own`. */
function splitCount(own: number[], texts: Texts): number | null {
  const leaf = own.length === 0 ? null : texts.counted(own[own.length - 1]!)
  if (leaf === null) return null
  own[own.length - 1] = leaf.rest
  return leaf.count
}

/** Perl's split leaves out empty fields at the end. */
function dropEmptyEnd(own: readonly number[], texts: Texts): number[] {
  let { length } = own
  while (length > 0 && texts.all[own[length - 1]!] === '') length--
  return own.slice(0, length)
}

/** Marks the frames of wakers, which stand behind the first separator. */
function markWakers(own: readonly number[], texts: Texts): number[] {
  const [first = '', ...wakers] = texts.join(own).split(';--;')
  while (wakers.at(-1) === '') wakers.pop()
  const marked = wakers.map(part => `${part.replaceAll(';', '_[w];')}_[w]`)
  return `${first};--;${marked.join(';--;')}`.split(';').map(text => texts.number(text))
}

/** Numbers texts in the order they come. */
class Texts {
  readonly all: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #bracketed: number[] = []
  readonly #counted: ({ readonly rest: number; readonly count: number } | null)[] = []

  number(text: string): number {
    let number = this.#numbers.get(text)
    if (number === undefined) {
      number = this.all.length
      this.#numbers.set(text, number)
      this.all.push(text)
    }
    return number
  }

  /** The text as it is shown and merged: angle brackets are round ones. */
  bracketed(number: number): number {
    let shown = this.#bracketed[number]
    if (shown === undefined) {
      const text = this.all[number]!.replaceAll('<', '(').replaceAll('>', ')')
      shown = text === this.all[number] ? number : this.number(text)
      this.#bracketed[number] = shown
    }
    return shown
  }

  /** The number that the text ends in, and the number of the text before it; null where it ends in none. */
  counted(number: number): { readonly rest: number; readonly count: number } | null {
    let found = this.#counted[number]
    if (found === undefined) {
      const match = COUNTED.exec(this.all[number]!)
      found = match === null ? null : { rest: this.number(match[1]!), count: Number(match[2]) }
      this.#counted[number] = found
    }
    return found
  }

  join(own: readonly number[]): string {
    return own.map(number => this.all[number]!).join(';')
  }
}

/** The rows in the order of their lines' UTF-8, which is that of their code points. */
function sortedByText(rows: readonly number[], keyOf: (row: number) => string): number[] {
  // Each text carries its row behind a character that comes before all others: what has no function to compare with is sorted
  // several times as fast.
  const keys = rows.map(row => `${keyOf(row)}\0${row}`)
  if (keys.some(key => /[\ud800-\udfff]/.test(key))) keys.sort(compareCodePoints)
  else keys.sort()
  return keys.map(key => Number(key.slice(key.lastIndexOf('\0') + 1)))
}

function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x === y) continue
    // Halves of code points beyond U+FFFF come after all others.
    const [isHigh, isOtherHigh] = [(x & 0xf800) === 0xd800, (y & 0xf800) === 0xd800]
    return isHigh === isOtherHigh ? x - y : isHigh ? 1 : -1
  }
  return a.length - b.length
}
