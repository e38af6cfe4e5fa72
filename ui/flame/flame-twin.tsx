import type { TreeDifference } from '../../src/analysis/difference/unite-trees.ts'
import { comparedText } from '../../src/render/svg/difference-look.ts'
import { focusedBox, recording } from '../state/app-state.ts'
import { formatShare } from '../state/figures.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { childrenOf, rowOf } from './boxes.ts'
import { pathTo } from './walk.ts'

/** Reading aloud more than this many callers or callees helps nobody. */
const NEAR = 30

/**
 * The part of the picture around the keyboard's box as a tree of elements, for those who do not see the canvas: the way
 * from the root, the box, and what it called.
 */
export function FlameTwin({
  answer,
  share,
}: {
  answer: FlameAnswer
  share: ((box: number) => string) | null
}) {
  const { boxes } = answer
  const box = focusedBox.value
  if (box < 0 || box >= boxes.length || share === null) return null
  const names = recording.value?.funcs.name ?? []
  const whole = boxes.end - boxes.start
  const { first, end } = childrenOf(boxes, box)
  const callees = Array.from({ length: Math.min(NEAR, end - first) }, (_, i) => first + i)
  const text = (at: number) =>
    answer.difference === null
      ? `${names[boxes.func[at]!]}, total ${share(at)}, self ${formatShare(boxes.self[at]! / whole)}`
      : `${names[boxes.func[at]!]}, ${bothFigures(answer.difference, at, answer.unit)}`
  const item = (at: number, isFocused: boolean) => (
    <div
      role="treeitem"
      key={at}
      id={isFocused ? 'flame-focused' : undefined}
      aria-level={rowOf(boxes, at) + 1}
      aria-selected={isFocused}
      aria-expanded={isFocused ? callees.length > 0 : undefined}
      tabIndex={-1}
    >
      {text(at)}
    </div>
  )
  return (
    <div class="visually-hidden" role="presentation" data-testid="flame-twin">
      {pathTo(boxes, box, NEAR).map(at => item(at, at === box))}
      {callees.map(at => item(at, false))}
    </div>
  )
}

function bothFigures(difference: TreeDifference, box: number, unit: string): string {
  const { self, totals, baseSelf, baseTotals } = difference
  return [
    comparedText('total', { own: totals[box]!, base: baseTotals[box]! }, unit),
    comparedText('self', { own: self[box]!, base: baseSelf[box]! }, unit),
  ].join(', ')
}
