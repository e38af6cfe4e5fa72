import { comparedText } from '../../src/render/svg/difference-look.ts'
import { formatShare } from '../state/figures.ts'
import type { MapAnswer } from '../worker/protocol.ts'
import { boxesAround, insideOf, keyOf } from './places.ts'
import { nameOfKey } from './use-colours.ts'

/** Reading aloud more than this many boxes helps nobody. */
const NEAR = 30

/**
 * The part of the map around the keyboard's box as a tree of elements, for those who do not see the canvas: the boxes it
 * stands in, itself, and those in it.
 */
export function MapTwin({ answer, focused }: { answer: MapAnswer; focused: number }) {
  const { boxes } = answer
  if (focused < 0 || focused >= boxes.length) return null
  const around = boxesAround(boxes, focused, NEAR)
  const { first, end } = insideOf(boxes, focused)
  const inside = Array.from({ length: Math.min(NEAR, end - first) }, (_, i) => first + i)
  const mark = answer.isEstimated ? '~' : ''
  const text = (box: number) => {
    const key = keyOf(answer, box)
    if (key === null) return `${boxes.count[box]} more, too small to draw`
    if (answer.difference !== null) {
      const { self, total, baseSelf, baseTotal } = answer.difference
      const { unit } = answer.valueType
      const both = [
        comparedText('total', { own: total[box]!, base: baseTotal[box]! }, unit),
        comparedText('self', { own: self[box]!, base: baseSelf[box]! }, unit),
      ]
      return `${nameOfKey(key, answer)}, ${both.join(', ')}`
    }
    const share = (cost: number) => mark + formatShare(cost / answer.whole)
    const own = answer.by === 'callers' ? 'with no caller beyond' : 'self'
    return `${nameOfKey(key, answer)}, total ${share(answer.total[box]!)}, ${own} ${share(answer.self[box]!)}`
  }
  const item = (box: number, level: number) => (
    <div
      role="treeitem"
      key={box}
      id={box === focused ? 'map-focused' : undefined}
      aria-level={level}
      aria-selected={box === focused}
      aria-expanded={box === focused ? inside.length > 0 : undefined}
      tabIndex={-1}
    >
      {text(box)}
    </div>
  )
  return (
    <div class="visually-hidden" role="presentation" data-testid="map-twin">
      {around.map((box, i) => item(box, i + 1))}
      {inside.map(box => item(box, around.length + 1))}
    </div>
  )
}
