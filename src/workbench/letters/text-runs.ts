import type { Bidi, BidiCharTypeName } from 'bidi-js'
import type { TextRun } from '../../render/vector/letters.ts'

/** Pairs that stand for characters beyond U+FFFF, which the library does not know: of their direction and their length. */
const STAND_INS: Readonly<Partial<Record<BidiCharTypeName, string>>> = {
  R: '\u05d0\u05d0',
  AL: '\u0627\u0627',
  AN: '\u0660\u0660',
  EN: '00',
  NSM: '\u0300\u0300',
  ON: '!!',
}
const BEYOND = /[\u{10000}-\u{10ffff}]/gu

/** A text in stretches of one direction, see {@link TextRun}; from left to right as they are seen. */
export function textRuns(bidi: Bidi, text: string): TextRun[] {
  const known = text.replaceAll(BEYOND, char => STAND_INS[bidi.getBidiCharTypeName(char)] ?? 'aa')
  const embedding = bidi.getEmbeddingLevels(known, 'ltr')
  const order = bidi.getReorderedIndices(known, embedding)
  const runs: TextRun[] = []
  for (let i = 0; i < order.length; ) {
    const first = order[i]!
    const level = embedding.levels[first]!
    const step = level % 2 === 0 ? 1 : -1
    let last = first
    for (i++; i < order.length && order[i] === last + step && embedding.levels[order[i]!] === level; i++)
      last += step
    runs.push({ text: text.slice(Math.min(first, last), Math.max(first, last) + 1), level })
  }
  return runs
}
