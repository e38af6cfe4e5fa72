const ELLIPSIS = '…'

/** Measures and shortens text in one font, remembering what it measured: measuring is what costs. */
export interface TextFitter {
  /** The text, or as much of it as fits `width` with an ellipsis; '' when not even two characters do. */
  fit(text: string, width: number): string
  width(text: string): number
}

/** A fitter for a font of one width, which plain ASCII never has to measure. */
export function makeTextFitter(measure: (text: string) => number): TextFitter {
  const advance = measure('0')
  const widths = new Map<string, number>()
  const width = (text: string): number => {
    if (isAscii(text)) return text.length * advance
    let known = widths.get(text)
    if (known === undefined) {
      known = measure(text)
      if (widths.size > 20_000) widths.clear()
      widths.set(text, known)
    }
    return known
  }
  return {
    width,
    fit(text, room) {
      if (width(text) <= room) return text
      const count = Math.floor(room / advance) - 1
      if (count < 2) return ''
      if (isAscii(text)) return text.slice(0, count) + ELLIPSIS
      const characters = [...text].slice(0, count)
      while (characters.length > 0 && width(characters.join('') + ELLIPSIS) > room) characters.pop()
      return characters.length < 2 ? '' : characters.join('') + ELLIPSIS
    },
  }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 126) return false
  return true
}
