import { clustersOf, type Letters } from './letters.ts'
import { isPageText } from './page-text.ts'

const INVISIBLES = /\p{Default_Ignorable_Code_Point}/gu

/** A part of a text: of letters that the fonts of pages have, or foreign to them. */
export interface TextPart {
  readonly text: string
  readonly isForeign: boolean
  readonly isFromRight: boolean
}

/** A text in parts, from left to right as they are seen. What stands among letters from the right is foreign with them: programs that
 *  read texts turn round what stands in one font. */
export function splitText(text: string, runsOf: Letters['runsOf']): readonly TextPart[] {
  if (isPageText(text)) return [{ text, isForeign: false, isFromRight: false }]
  const parts: TextPart[] = []
  for (const run of runsOf(text.normalize('NFC'))) {
    const letters = clustersOf(run.text).filter(letter => visibleOf(letter) !== '')
    if (run.level === 0) addParts(parts, letters)
    else if (letters.length > 0)
      parts.push({ text: letters.join(''), isForeign: true, isFromRight: run.level % 2 === 1 })
  }
  return parts
}

function visibleOf(letter: string): string {
  return letter.replaceAll(INVISIBLES, '')
}

function addParts(parts: TextPart[], letters: readonly string[]): void {
  let part = ''
  let isForeign = false
  const end = () => {
    if (part !== '') parts.push({ text: part, isForeign, isFromRight: false })
    part = ''
  }
  for (const letter of letters) {
    const visible = visibleOf(letter)
    if (isPageText(visible) === isForeign) {
      end()
      isForeign = !isForeign
    }
    part += isForeign ? letter : visible
  }
  end()
}
