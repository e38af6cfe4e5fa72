import type { Unit } from '../../src/base/units.ts'
import type { MapDifference } from '../../src/query/tree/square-map.ts'
import { Tip } from '../canvas/tip.tsx'
import { EverywhereSelf, RestName } from '../canvas/tip-parts.tsx'
import { type ComparedFigure, ComparedFigures } from '../difference/compared-figures.tsx'
import { recording } from '../state/app-state.ts'
import { formatShare, formatValue } from '../state/figures.ts'
import { mapScale } from '../state/picture-scale.ts'
import { ownToneOf } from '../state/tones.ts'
import type { MapAnswer } from '../worker/protocol.ts'
import type { TipPlace } from './box-map.tsx'
import { keyOf, wrappersOf } from './places.ts'
import { nameOfKey } from './use-colours.ts'

/** Wrappers named in a tip. */
const NAMED = 4

/** What stands beside the pointer over a box of the map. It never catches the pointer and never leaves the window. */
export function MapTip({ answer, box, x, y, host }: TipPlace & { answer: MapAnswer }) {
  const key = keyOf(answer, box)
  return (
    <Tip x={x} y={y} host={host}>
      {key === null ? <Rest answer={answer} box={box} /> : <Node answer={answer} box={box} value={key} />}
    </Tip>
  )
}

function comparedOf(difference: MapDifference, box: number, key: number): ComparedFigure[] {
  const { total, baseTotal, self, baseSelf } = difference
  const all = [{ name: 'Here, total', own: total[box]!, base: baseTotal[box]! }]
  return key < 0 ? all : [...all, { name: 'Here, self', own: self[box]!, base: baseSelf[box]! }]
}

function Rest({ answer, box }: { answer: MapAnswer; box: number }) {
  return (
    <>
      <RestName count={answer.boxes.count[box]!} />
      <dl class="tip-figures">
        <dt>Together</dt>
        <dd>{formatShare(answer.boxes.weight[box]! / answer.whole)}</dd>
      </dl>
    </>
  )
}

function Node({ answer, box, value: key }: { answer: MapAnswer; box: number; value: number }) {
  const info = recording.value
  if (info === null) return null
  const unit = answer.valueType.unit as Unit
  const step = answer.difference === null ? undefined : mapScale.value?.steps[box]
  const mark = answer.isEstimated ? '~' : ''
  const wrappers = Array.from(wrappersOf(answer, box).slice(-NAMED), one => nameOfKey(one, answer))
  const figure = (cost: number) =>
    `${mark}${formatShare(cost / answer.whole)} · ${mark}${formatValue(cost, unit)}`
  return (
    <>
      <div class="tip-name">
        {key >= 0 && <span class={`heat-dot ${step === undefined ? ownToneOf(key) : `diff-${step}`}`} />}
        {nameOfKey(key, answer)}
      </div>
      <div class="tip-where">
        {key < 0 ? 'all of its functions' : info.funcs.where[key] || 'place unknown'}
      </div>
      {wrappers.length > 0 && <div class="tip-where">through {wrappers.join(' › ')}</div>}
      <dl class="tip-figures">
        {answer.difference === null ? (
          <>
            <dt>Here, total</dt>
            <dd>{figure(answer.total[box]!)}</dd>
          </>
        ) : (
          <ComparedFigures unit={unit} figures={comparedOf(answer.difference, box, key)} />
        )}
        {key >= 0 && answer.difference === null && (
          <>
            <dt>{answer.by === 'callers' ? 'No caller beyond' : 'Here, self'}</dt>
            <dd>{figure(answer.self[box]!)}</dd>
          </>
        )}
        {key >= 0 && answer.difference === null && <EverywhereSelf func={key} />}
      </dl>
    </>
  )
}
