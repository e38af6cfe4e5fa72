/** Width of each of the two lines of the mark, in CSS pixels. */
const LINE = 2
/** What is smaller is marked as if it were so large. */
const LEAST = 8

/** Marks the box under the keyboard by a line in the text's colour and one in the ground's inside of it: one of the two stands out
 *  from whatever heat is beside it, and from the single line round what is selected. */
export function strokeFocus(
  context: CanvasRenderingContext2D,
  {
    x,
    y,
    width,
    height,
    colours,
  }: {
    x: number
    y: number
    width: number
    height: number
    colours: { readonly outline: string; readonly ground: string }
  },
): void {
  const wide = Math.max(LEAST, width)
  const high = Math.max(LEAST, height)
  const left = x - (wide - width) / 2
  const top = y - (high - height) / 2
  context.lineWidth = LINE
  for (const [inset, colour] of [
    [LINE / 2, colours.outline],
    [1.5 * LINE, colours.ground],
  ] as const) {
    context.strokeStyle = colour
    context.beginPath()
    context.roundRect(left + inset, top + inset, wide - 2 * inset, high - 2 * inset, 2)
    context.stroke()
  }
}
