import { useLayoutEffect, useRef } from 'preact/hooks'
import { formatValue, type Unit } from '../../src/base/units.ts'
import { ComparedFigures } from '../difference/compared-figures.tsx'
import { toneOf } from '../state/answers.ts'
import { recording } from '../state/app-state.ts'
import { formatCount, formatShare } from '../state/figures.ts'
import type { GraphAnswer } from '../worker/protocol.ts'

/** What stands beside the pointer over a node. It never catches the pointer and never leaves the window. */
export function GraphTip({
  answer,
  node,
  x,
  y,
  host,
}: {
  answer: GraphAnswer
  node: number
  x: number
  y: number
  host: HTMLElement | null
}) {
  const tip = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = tip.current!
    const origin = host?.getBoundingClientRect()
    if (origin === undefined) return
    const { width, height } = element.getBoundingClientRect()
    const left = Math.min(origin.left + x + 14, innerWidth - width - 8)
    const below = origin.top + y + 18
    const above = origin.top + y - height - 12
    element.style.transform = `translate(${Math.max(8, left)}px, ${below + height > innerHeight - 8 ? above : below}px)`
  })
  const { nodes, valueType, difference } = answer.graph
  const func = nodes.func[node]!
  const unit = valueType.unit as Unit
  const figure = (share: number, value: number) =>
    Number.isNaN(value) ? '–' : `${formatShare(share)} · ${formatValue(value, unit)}`
  return (
    <div class="tip" ref={tip} aria-hidden="true">
      <div class="tip-name">
        {func >= 0 && <span class={`heat-dot ${toneOf(func)}`} />}
        {nodes.name[node]}
      </div>
      <div class="tip-where">
        {func >= 0 ? recording.value?.funcs.where[func] || 'place unknown' : (nodes.module[node] ?? '')}
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
    </div>
  )
}
