import type { Unit } from '../../src/base/units.ts'
import type { MapGrouping } from '../../src/query/tree/square-map.ts'
import { recording, selected } from '../state/app-state.ts'
import { formatCount, formatShare, formatValue } from '../state/figures.ts'
import { chooseMapTree, mapBy, mapZoomTo, shownMapFunc } from '../state/map-state.ts'
import type { MapAnswer } from '../worker/protocol.ts'
import { nameOfKey } from './use-colours.ts'

/** Names shown of a long way. */
const SHOWN = 4

const ALL: Readonly<Record<MapGrouping, string>> = {
  calls: 'All calls',
  packages: 'All packages',
  callers: 'Callers of',
  callees: 'Callees of',
}

/** The line above the map: the way to what fills it, what that costs, and what is not measured or not drawn. */
export function MapLine({ answer }: { answer: MapAnswer }) {
  const { way } = answer
  const by = mapBy.value
  const func = shownMapFunc.value
  const names = recording.value?.funcs.name ?? []
  const isOfFunc = by === 'callers' || by === 'callees'
  const all = isOfFunc ? `${ALL[by]} ${names[func] ?? ''}` : ALL[by]
  const shown = way.slice(-SHOWN)
  const left = way.length - shown.length
  const mark = answer.isEstimated ? '~' : ''
  return (
    <div class="map-line">
      <nav class="crumbs" aria-label="Zoom">
        {way.length === 0 ? (
          <span class="crumb-here ellipsis">{all}</span>
        ) : (
          <button
            type="button"
            class="link ellipsis map-all"
            onClick={() => mapZoomTo([])}
            title="Zoom out completely (0)"
          >
            {all}
          </button>
        )}
        {left > 0 && <span class="quiet">› …</span>}
        {shown.map((key, i) => (
          <Crumb
            key={`${left + i} ${key}`}
            name={nameOfKey(key, answer)}
            isHere={i === shown.length - 1}
            onClick={() => mapZoomTo(way.slice(0, left + i + 1))}
          />
        ))}
      </nav>
      <span class="map-figure">
        {mark}
        {formatValue(answer.shown, answer.valueType.unit as Unit)}
        {answer.shown < 0.9995 * answer.whole && (
          <span class="quiet"> · {mark + formatShare(answer.shown / answer.whole)}</span>
        )}
      </span>
      {isOfFunc && selected.value !== -1 && selected.value !== func && (
        <button type="button" class="link ellipsis" onClick={() => chooseMapTree(by)}>
          show {names[selected.value]}
        </button>
      )}
      <Notes answer={answer} />
    </div>
  )
}

function Crumb({ name, isHere, onClick }: { name: string; isHere: boolean; onClick: () => void }) {
  return (
    <span class="crumb">
      <span class="quiet" aria-hidden="true">
        ›
      </span>
      {isHere ? (
        <span class="crumb-here code ellipsis" title={name} aria-current="location">
          {name}
        </span>
      ) : (
        <button type="button" class="link code ellipsis" title={name} onClick={onClick}>
          {name}
        </button>
      )}
    </span>
  )
}

function Notes({ answer }: { answer: MapAnswer }) {
  const { isEstimated, isTruncated, negative } = answer
  return (
    <span class="map-notes">
      {isEstimated && (
        <span
          class="quiet ellipsis"
          title="The recording holds who called whom, not whole stacks: how a cost splits over the callers is estimated in proportion"
        >
          ~ split by caller is estimated
        </span>
      )}
      {isTruncated && <span class="quiet ellipsis">the rarest callers are left out</span>}
      {negative > 0 && (
        <span class="quiet ellipsis" title="What weighs less than nothing has no room in a map">
          {formatCount(negative)} below zero not drawn
        </span>
      )}
    </span>
  )
}
