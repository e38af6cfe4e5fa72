import { isPageText } from './page-text.ts'
import { hasRight, rightStretches } from './right-stretches.ts'

/** Scripts whose letters look the same beside any other letter. */
const SIMPLE =
  /^(?:[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Armn}\p{sc=Geor}\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Bopo}]|[^\p{L}])/u
/** What is left of a stretch when its letters look the same beside any other: Hebrew without marks beyond those on one letter. */
const LETTER_BY_LETTER = /^[ -\u05ff\u2000-\u206f\ufb1d-\ufb4f]*$/
const NUMBER = /[#$%°]*\p{Nd}(?:\p{Nd}|[+\-.,:/](?=\p{Nd})|[#$%°])*/gu
const MIRRORED = new Map(
  ['()', '[]', '{}', '<>', '«»', '‹›'].flatMap(
    ([a, b]) =>
      [
        [a, b],
        [b, a],
      ] as const,
  ),
)
const INVISIBLES = /\p{Default_Ignorable_Code_Point}/gu

/** A part of a text: of letters that the fonts of pages have, or foreign to them and drawn as one. */
export interface TextPart {
  readonly text: string
  readonly isForeign: boolean
  /** The letters of what is drawn as one and written from the right, from left to right as they are seen. */
  readonly letters: readonly string[] | null
}

/** A text in parts, from left to right. Letters are foreign parts of their own where they look the same everywhere; words of scripts that
 *  join letters are drawn as one, and stretches of them that are written from the right. */
export function splitText(text: string): readonly TextPart[] {
  if (isPageText(text)) return [{ text, isForeign: false, letters: null }]
  const parts: TextPart[] = []
  let at = 0
  if (hasRight(text)) {
    for (const { start, end } of rightStretches(text)) {
      addParts(parts, text.slice(at, start))
      addStretch(parts, text.slice(start, end))
      at = end
    }
  }
  addParts(parts, text.slice(at))
  return parts
}

const LETTERS = new Intl.Segmenter('und', { granularity: 'grapheme' })

function addStretch(parts: TextPart[], stretch: string): void {
  const letters = seenOrder(stretch)
  if (!LETTER_BY_LETTER.test(stretch)) parts.push({ text: stretch, isForeign: true, letters })
  // In one font: programs that read texts turn round what stands in one.
  else for (const letter of letters) addLetter(parts, letter)
}

/** Letters of a stretch that is written from the right, from left to right as they are seen: numbers stay as they are, brackets are
 *  turned round. */
function seenOrder(stretch: string): string[] {
  const pieces: string[][] = []
  let at = 0
  const addBefore = (end: number) => {
    for (const { segment } of LETTERS.segment(stretch.slice(at, end)))
      pieces.push([MIRRORED.get(segment) ?? segment])
  }
  for (const { 0: number, index } of stretch.matchAll(NUMBER)) {
    addBefore(index)
    pieces.push([...number])
    at = index + number.length
  }
  addBefore(stretch.length)
  return pieces.reverse().flat()
}

function addLetter(parts: TextPart[], letter: string): void {
  const text = letter.normalize('NFC').replaceAll(INVISIBLES, '')
  if (text !== '') parts.push({ text, isForeign: true, letters: null })
}

function addParts(parts: TextPart[], text: string): void {
  let [plain, word] = ['', '']
  const end = () => {
    if (plain !== '') parts.push({ text: plain, isForeign: false, letters: null })
    if (word !== '') parts.push({ text: word, isForeign: true, letters: null })
    plain = word = ''
  }
  for (const { segment } of LETTERS.segment(text)) {
    const letter = segment.normalize('NFC')
    const visible = letter.replaceAll(INVISIBLES, '')
    if (visible === '') continue
    const isPlain = isPageText(visible)
    if (isPlain ? word !== '' : plain !== '') end()
    if (isPlain) plain += visible
    else if (SIMPLE.test(letter)) {
      end()
      parts.push({ text: letter, isForeign: true, letters: null })
    } else word += letter
  }
  end()
}
