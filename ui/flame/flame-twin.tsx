import type { TreeDifference } from '../../src/analysis/difference/unite-trees.ts'
import { comparedText } from '../../src/render/svg/difference-look.ts'
import { focusedBox, recording } from '../state/app-state.ts'
import { formatShare } from '../state/figures.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { type Boxes, childrenOf, isCentre, nameOfBox, rootRow, rowOf } from './boxes.ts'
import { pathTo } from './walk.ts'

/** Reading aloud more than this many callers or callees helps nobody. */
const NEAR = 30

/**
 * The part of the picture around the keyboard's box as a tree of elements, for those who do not see the canvas: the way
 * from the root, the box, and what it called. In a centred picture its func is the root, and each box says which side it is on.
 */
export function FlameTwin({ answer, share }: { answer: FlameAnswer; share: (box: number) => string }) {
  const { boxes } = answer
  const box = focusedBox.value
  if (box < 0 || box >= boxes.length) return null
  const names = recording.value?.funcs.name ?? []
  const { whole } = boxes
  const held = isCentre(boxes, box) ? [...near(boxes, box, -1), ...near(boxes, box, 1)] : near(boxes, box)
  const self = (at: number) =>
    Number.isNaN(boxes.self[at]!) ? '' : `, self ${formatShare(boxes.self[at]! / whole)}`
  const text = (at: number) => {
    const name = sideOf(boxes, at) + nameOfBox(boxes, at, names)
    return answer.difference === null
      ? `${name}, total ${share(at)}${self(at)}`
      : `${name}, ${bothFigures(answer.difference, at, answer.unit)}`
  }
  const item = (at: number, isFocused: boolean) => (
    <div
      role="treeitem"
      key={at}
      id={isFocused ? 'flame-focused' : undefined}
      aria-level={Math.abs(rowOf(boxes, at) - rootRow(boxes)) + 1}
      aria-selected={isFocused}
      aria-expanded={isFocused ? held.length > 0 : undefined}
      tabIndex={-1}
    >
      {text(at)}
    </div>
  )
  return (
    <div class="visually-hidden" role="presentation" data-testid="flame-twin">
      {pathTo(boxes, box, NEAR).map(at => item(at, at === box))}
      {held.map(at => item(at, false))}
    </div>
  )
}

/** The first of the boxes that a box holds. */
function near(boxes: Boxes, box: number, side?: 1 | -1): number[] {
  const { first, end } = childrenOf(boxes, box, side)
  return Array.from({ length: Math.min(NEAR, end - first) }, (_, i) => first + i)
}

function sideOf(boxes: Boxes, box: number): string {
  if (boxes.centre === -1) return ''
  if (isCentre(boxes, box)) return 'Centre: '
  return rowOf(boxes, box) < boxes.centre ? 'Caller: ' : 'Callee: '
}

function bothFigures(difference: TreeDifference, box: number, unit: string): string {
  const { self, totals, baseSelf, baseTotals } = difference
  const total = comparedText('total', { own: totals[box]!, base: baseTotals[box]! }, unit)
  if (Number.isNaN(self[box]!)) return total
  return `${total}, ${comparedText('self', { own: self[box]!, base: baseSelf[box]! }, unit)}`
}
