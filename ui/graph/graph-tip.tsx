import { formatValue, type Unit } from '../../src/base/units.ts'
import { Tip } from '../canvas/tip.tsx'
import { ComparedFigures } from '../difference/compared-figures.tsx'
import { recording } from '../state/app-state.ts'
import { formatCount, formatShare } from '../state/figures.ts'
import { graphScale } from '../state/picture-scale.ts'
import { ownToneOf } from '../state/tones.ts'
import type { GraphAnswer } from '../worker/protocol.ts'
import type { NodeTipPlace } from './graph-host.tsx'

/** Functions of a cycle that are named. */
const MOST_MEMBERS = 6

/** "a, b and 3 more": the functions of the cycle that a node stands for. */
function membersText({ graph }: GraphAnswer, node: number): string {
  const members = graph.cycleMembers[graph.nodes.cycle[node]! - 1] ?? []
  const names = members.slice(0, MOST_MEMBERS).map(func => recording.value?.funcs.name[func] ?? '')
  const more = members.length - names.length
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${formatCount(more)} more`
}

/** What stands beside the pointer over a node. It never catches the pointer and never leaves the window. */
export function GraphTip({ answer, node, x, y, host }: NodeTipPlace & { answer: GraphAnswer }) {
  const { nodes, valueType, difference } = answer.graph
  const func = nodes.func[node]!
  const unit = valueType.unit as Unit
  const step = difference === null ? undefined : graphScale.value?.steps[node]
  const figure = (share: number, value: number) =>
    Number.isNaN(value) ? '–' : `${formatShare(share)} · ${formatValue(value, unit)}`
  return (
    <Tip x={x} y={y} host={host}>
      <div class="tip-name">
        {(func >= 0 || step !== undefined) && (
          <span class={`heat-dot ${step === undefined ? ownToneOf(func) : `diff-${step}`}`} />
        )}
        {nodes.name[node]}
      </div>
      <div class="tip-where">
        {func >= 0 ? recording.value?.funcs.where[func] || 'place unknown' : membersText(answer, node)}
      </div>
      <dl class="tip-figures">
        {difference === null ? (
          <>
            <dt>Total</dt>
            <dd>{figure(nodes.totalShare[node]!, nodes.total[node]!)}</dd>
            <dt>Self</dt>
            <dd>{figure(nodes.selfShare[node]!, nodes.self[node]!)}</dd>
          </>
        ) : (
          <ComparedFigures
            unit={unit}
            figures={[
              { name: 'Total', own: nodes.total[node]!, base: difference.nodes.total[node]! },
              { name: 'Self', own: nodes.self[node]!, base: difference.nodes.self[node]! },
            ]}
          />
        )}
        {!Number.isNaN(nodes.calls[node]!) && (
          <>
            <dt>Calls</dt>
            <dd>{formatCount(nodes.calls[node]!)}</dd>
          </>
        )}
      </dl>
    </Tip>
  )
}
