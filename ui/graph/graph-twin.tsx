import { comparedText } from '../../src/render/svg/difference-look.ts'
import { formatShare } from '../state/figures.ts'
import type { GraphAnswer } from '../worker/protocol.ts'
import { neighboursOf } from './walk.ts'

/** Reading aloud more than this many callers or callees helps nobody. */
const NEAR = 30

/** The node under the keyboard with its callers and callees as a tree of elements, for those who do not see the canvas. */
export function GraphTwin({ answer, focused }: { answer: GraphAnswer; focused: number }) {
  if (focused < 0) return null
  const callers = neighboursOf(answer, focused, 'callers')
  const callees = neighboursOf(answer, focused, 'callees')
  const { nodes } = answer.graph
  const share = (value: number) => (Number.isNaN(value) ? 'unknown' : formatShare(value))
  const { difference, valueType } = answer.graph
  const both = (node: number, measure: 'total' | 'self', base: Float64Array) =>
    comparedText(measure, { own: nodes[measure][node]!, base: base[node]! }, valueType.unit)
  const text = (node: number) =>
    difference !== null
      ? `${nodes.name[node]}, ${both(node, 'total', difference.nodes.total)}, ${both(node, 'self', difference.nodes.self)}`
      : `${nodes.name[node]}, total ${share(nodes.totalShare[node]!)}, self ${share(nodes.selfShare[node]!)}`
  const count = (list: readonly number[], one: string) =>
    `${list.length} ${one}${list.length === 1 ? '' : 's'}`
  const item = (node: number, level: number) => (
    <div
      role="treeitem"
      key={`${level} ${node}`}
      id={level === 2 ? 'graph-focused' : undefined}
      aria-level={level}
      aria-selected={level === 2}
      aria-expanded={level === 2 ? callees.length > 0 : undefined}
      tabIndex={-1}
    >
      {text(node)}
      {level === 2 && `, ${count(callers, 'caller')}, ${count(callees, 'callee')}`}
    </div>
  )
  return (
    <div class="visually-hidden" role="presentation" data-testid="graph-twin">
      {callers.slice(0, NEAR).map(node => item(node, 1))}
      {item(focused, 2)}
      {callees.slice(0, NEAR).map(node => item(node, 3))}
    </div>
  )
}
