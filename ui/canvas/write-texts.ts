/** Room between the sides of a box and its text, in CSS pixels. */
export const TEXT_PADDING = 6

/** Colours of texts by the tone that they stand on. */
export interface TextColours {
  readonly texts: readonly string[]
  /** Of what is said besides the name. */
  readonly quietTexts: readonly string[]
}

/** Puts a text where its middle left is to be, in CSS pixels. */
export type PutText = (text: string, x: number, y: number, isQuiet: boolean) => void

/**
 * Writes the texts of boxes on a canvas. Grouped by colour, since changing the context's fill costs more than the text does.
 */
export function writeTexts<B>(
  context: CanvasRenderingContext2D,
  boxes: readonly B[],
  how: {
    readonly colours: TextColours
    readonly toneOf: (box: B) => number
    /** Puts the texts of one box. */
    readonly lay: (box: B, put: PutText) => void
  },
): void {
  const { colours, toneOf, lay } = how
  const groups: { text: string; x: number; y: number }[][] = []
  for (const box of boxes) {
    const group = 2 * toneOf(box)
    lay(box, (text, x, y, isQuiet) => {
      const at = isQuiet ? group + 1 : group
      groups[at] ??= []
      groups[at].push({ text, x, y })
    })
  }
  context.textBaseline = 'middle'
  for (const [group, texts] of groups.entries()) {
    if (texts === undefined) continue
    context.fillStyle = (group % 2 === 0 ? colours.texts : colours.quietTexts)[group >> 1]!
    for (const { text, x, y } of texts) context.fillText(text, x, y)
  }
}
