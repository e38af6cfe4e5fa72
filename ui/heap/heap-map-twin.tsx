import { boxesAround, insideOf } from '../map/places.ts'
import { formatShare, formatValue } from '../state/figures.ts'
import type { HeapMapAnswer } from '../worker/heap-protocol.ts'
import { entryOf } from './heap-map-colours.ts'

/** Reading aloud more than this many boxes helps nobody. */
const NEAR = 30

/** The part of the map around the keyboard's box as a tree of elements, for those who do not see the canvas. */
export function HeapMapTwin({ answer, focused }: { answer: HeapMapAnswer; focused: number }) {
  const { boxes } = answer
  if (focused < 0 || focused >= boxes.length) return null
  const around = boxesAround(boxes, focused, NEAR)
  const { first, end } = insideOf(boxes, focused)
  const inside = Array.from({ length: Math.min(NEAR, end - first) }, (_, i) => first + i)
  const text = (box: number) => {
    const entry = entryOf(answer, box)
    if (entry === -1) return `${boxes.count[box]} more, too small to draw`
    const retained = answer.total[box]!
    return `${answer.names[entry]}, retained ${formatValue(retained, 'bytes')}, ${formatShare(retained / answer.whole)}`
  }
  const item = (box: number, level: number) => (
    <div
      role="treeitem"
      key={box}
      id={box === focused ? 'heap-map-focused' : undefined}
      aria-level={level}
      aria-selected={box === focused}
      aria-expanded={box === focused ? inside.length > 0 : undefined}
      tabIndex={-1}
    >
      {text(box)}
    </div>
  )
  return (
    <div class="visually-hidden" role="presentation" data-testid="heap-map-twin">
      {around.map((box, i) => item(box, i + 1))}
      {inside.map(box => item(box, around.length + 1))}
    </div>
  )
}
