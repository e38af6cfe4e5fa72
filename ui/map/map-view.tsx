import { NESTINGS, type Nesting } from '../../src/analysis/square-map/tile.ts'
import { MAP_GROUPINGS, type MapGrouping } from '../../src/query/tree/square-map.ts'
import { Choice } from '../chrome/choice.tsx'
import { HeatChoice } from '../chrome/heat-choice.tsx'
import { ViewToolbar } from '../chrome/view-toolbar.tsx'
import { squareMap } from '../state/answers.ts'
import { chooseMapTree, mapBy, mapNesting, mapSize } from '../state/map-state.ts'
import { NOTHING_ABOVE, nothingLeft } from '../state/nothing-left.ts'
import { MapCanvas } from './map-canvas.tsx'
import { MapLine } from './map-line.tsx'
import { MapSkeleton } from './map-skeleton.tsx'

const GROUPING_NAMES: Readonly<Record<MapGrouping, string>> = {
  calls: 'Call tree',
  packages: 'Packages',
  callers: 'Callers',
  callees: 'Callees',
}

const NESTING_NAMES: Readonly<Record<Nesting, string>> = {
  squarified: 'Squarified',
  split: 'Split',
  balanced: 'Balanced',
}

/** The square map with its controls. */
export function MapView() {
  const { value: answer, error, isLoading } = squareMap.value
  const hasNothing = answer !== null && answer.boxes.length === 0
  const label = `Square map: ${GROUPING_NAMES[mapBy.value].toLowerCase()}`
  return (
    <div class="map">
      <ViewToolbar>
        <Choice
          label="What boxes are"
          value={mapBy.value}
          choices={MAP_GROUPINGS}
          name={by => GROUPING_NAMES[by]}
          onChoose={chooseMapTree}
        />
        <Choice
          label="How boxes are laid out"
          value={mapNesting.value}
          choices={NESTINGS}
          name={nesting => NESTING_NAMES[nesting]}
          onChoose={value => {
            mapNesting.value = value
          }}
        />
        <HeatChoice />
      </ViewToolbar>
      {answer === null ? <div class="map-line" /> : <MapLine answer={answer} />}
      <div class="map-body" aria-busy={isLoading && answer === null}>
        {error !== null && <p class="note">{error.message}</p>}
        {hasNothing && <p class="note">{answer.negative > 0 ? NOTHING_ABOVE : nothingLeft.value}</p>}
        {answer !== null && !hasNothing && <MapCanvas answer={answer} label={label} />}
        {answer === null && error === null && <MapSkeleton size={mapSize} />}
      </div>
    </div>
  )
}
