import { comparedText } from '../../src/render/svg/difference-look.ts'
import { formatShare } from '../state/figures.ts'
import type { GraphAnswer } from '../worker/protocol.ts'
import { NodeTwin } from './node-twin.tsx'
import { neighboursOf } from './walk.ts'

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
  return (
    <NodeTwin
      name="graph"
      focused={focused}
      above={callers}
      below={callees}
      textOf={text}
      around={`${count(callers, 'caller')}, ${count(callees, 'callee')}`}
    />
  )
}
