import { comparedText } from '../../src/render/svg/difference-look.ts'
import { formatCalls, formatShare } from '../state/figures.ts'
import type { GraphAnswer } from '../worker/protocol.ts'
import { NodeTwin } from './node-twin.tsx'
import { neighboursOf } from './walk.ts'

/** The node under the keyboard with its callers and callees as a tree of elements, for those who do not see the canvas. */
export function GraphTwin({ answer, focused }: { answer: GraphAnswer; focused: number }) {
  if (focused < 0) return null
  const callers = neighboursOf(answer, focused, 'callers')
  const callees = neighboursOf(answer, focused, 'callees')
  const { nodes, edges } = answer.graph
  const share = (value: number) => (Number.isNaN(value) ? 'unknown' : formatShare(value))
  const { difference, valueType } = answer.graph
  const both = (node: number, measure: 'total' | 'self', base: Float64Array) =>
    comparedText(measure, { own: nodes[measure][node]!, base: base[node]! }, valueType.unit)
  const own = (node: number) =>
    difference !== null
      ? `${nodes.name[node]}, ${both(node, 'total', difference.nodes.total)}, ${both(node, 'self', difference.nodes.self)}`
      : `${nodes.name[node]}, total ${share(nodes.totalShare[node]!)}, self ${share(nodes.selfShare[node]!)}`
  const call = (caller: number, callee: number) => {
    const edge = edges.caller.findIndex((from, at) => from === caller && edges.callee[at] === callee)
    if (edge === -1) return ''
    const said = [
      difference !== null
        ? comparedText(
            'total',
            { own: edges.total[edge]!, base: difference.edges.total[edge]! },
            valueType.unit,
          )
        : Number.isNaN(edges.share[edge]!)
          ? ''
          : formatShare(edges.share[edge]!),
      Number.isNaN(edges.calls[edge]!) ? '' : formatCalls(edges.calls[edge]!),
      edges.isResidual[edge] === 1 ? 'not direct' : '',
    ]
    return said.filter(part => part !== '').join(', ')
  }
  const text = (node: number, by?: 'above' | 'below') => {
    const said = by === undefined ? '' : by === 'above' ? call(node, focused) : call(focused, node)
    return said === '' ? own(node) : `${own(node)}; this call ${said}`
  }
  const isRecursive = call(focused, focused) !== ''
  const count = (list: readonly number[], one: string) =>
    `${list.length} ${one}${list.length === 1 ? '' : 's'}`
  return (
    <NodeTwin
      name="graph"
      focused={focused}
      above={callers}
      below={callees}
      textOf={text}
      around={`${count(callers, 'caller')}, ${count(callees, 'callee')}${isRecursive ? ', calls itself' : ''}`}
    />
  )
}
