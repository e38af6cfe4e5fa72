import { Tip } from '../canvas/tip.tsx'
import { EverywhereSelf, RestName } from '../canvas/tip-parts.tsx'
import { ComparedFigures } from '../difference/compared-figures.tsx'
import { recording } from '../state/app-state.ts'
import { formatShare, formatValue } from '../state/figures.ts'
import { heatMeasure } from '../state/map-state.ts'
import { ownToneOf } from '../state/tones.ts'
import type { FlameAnswer } from '../worker/protocol.ts'

/** What stands beside the pointer over a box. It never catches the pointer and never leaves the window. */
export function FlameTip({
  answer,
  box,
  x,
  y,
  host,
}: {
  answer: FlameAnswer
  box: number
  x: number
  y: number
  host: HTMLElement | null
}) {
  const info = recording.value
  if (info === null) return null
  const { boxes } = answer
  const func = boxes.func[box]!
  const { whole } = boxes
  if (func < 0) {
    return (
      <Tip x={x} y={y} host={host}>
        <RestName count={boxes.count?.[box] ?? 0} />
        <dl class="tip-figures">
          <dt>Together</dt>
          <dd>{formatShare((boxes.to[box]! - boxes.from[box]!) / whole)}</dd>
        </dl>
      </Tip>
    )
  }
  const width = boxes.to[box]! - boxes.from[box]!
  const isChart = answer.unit === 'time'
  const mark = answer.isEstimated ? '~' : ''
  const step = answer.steps?.[heatMeasure.value].steps[box]
  return (
    <Tip x={x} y={y} host={host}>
      <div class="tip-name">
        <span class={`heat-dot ${step === undefined ? ownToneOf(func) : `diff-${step}`}`} />
        {info.funcs.name[func]}
      </div>
      <div class="tip-where">{info.funcs.where[func] || 'place unknown'}</div>
      <dl class="tip-figures">
        {answer.difference !== null ? (
          <ComparedFigures
            unit={answer.unit}
            figures={[
              {
                name: 'Here, total',
                own: answer.difference.totals[box]!,
                base: answer.difference.baseTotals[box]!,
              },
              {
                name: 'Here, self',
                own: answer.difference.self[box]!,
                base: answer.difference.baseSelf[box]!,
              },
            ].filter(({ own }) => !Number.isNaN(own))}
          />
        ) : isChart ? (
          <>
            <dt>Lasts</dt>
            <dd>{formatValue(width, 'nanoseconds')}</dd>
            <dt>Itself</dt>
            <dd>{formatValue(boxes.self[box]!, 'nanoseconds')}</dd>
          </>
        ) : (
          <>
            <dt>Here, total</dt>
            <dd>{mark + formatShare(width / whole)}</dd>
            {!Number.isNaN(boxes.self[box]!) && (
              <>
                <dt>Here, self</dt>
                <dd>{mark + formatShare(boxes.self[box]! / whole)}</dd>
              </>
            )}
          </>
        )}
        {answer.difference === null && <EverywhereSelf func={func} />}
      </dl>
    </Tip>
  )
}
