import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import { restText } from '../canvas/rest-text.ts'
import { boxesAround, insideOf } from './places.ts'

/** Reading aloud more than this many boxes helps nobody. */
const NEAR = 30

/**
 * The part of a map around the keyboard's box as a tree of elements, for those who do not see the canvas: the boxes it
 * stands in, itself, and those in it. `textOf` says what a box is; it is not asked about what is too small to draw.
 */
export function BoxTwin({
  name,
  boxes,
  focused,
  textOf,
}: {
  /** Of the map: its ids begin with it. */
  name: string
  boxes: SquareMapBoxes
  focused: number
  textOf: (box: number) => string
}) {
  if (focused < 0 || focused >= boxes.length) return null
  const around = boxesAround(boxes, focused, NEAR)
  const { first, end } = insideOf(boxes, focused)
  const inside = Array.from({ length: Math.min(NEAR, end - first) }, (_, i) => first + i)
  const item = (box: number, level: number) => (
    <div
      role="treeitem"
      key={box}
      id={box === focused ? `${name}-focused` : undefined}
      aria-level={level}
      aria-selected={box === focused}
      aria-expanded={box === focused ? inside.length > 0 : undefined}
      tabIndex={-1}
    >
      {boxes.node[box] === -1 ? restText(boxes.count[box]!) : textOf(box)}
    </div>
  )
  return (
    <div class="visually-hidden" role="presentation" data-testid={`${name}-twin`}>
      {around.map((box, i) => item(box, i + 1))}
      {inside.map(box => item(box, around.length + 1))}
    </div>
  )
}
