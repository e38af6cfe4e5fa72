import { NESTINGS, type Nesting } from '../../src/analysis/square-map/tile.ts'
import { MAP_GROUPINGS, type MapGrouping } from '../../src/query/square-map.ts'
import { Segmented } from '../chrome/segmented.tsx'
import { ViewToolbar } from '../chrome/view-toolbar.tsx'
import { squareMap } from '../state/answers.ts'
import { colouring } from '../state/app-state.ts'
import { chooseMapTree, heatMeasure, mapBy, mapNesting, mapSize } from '../state/map-state.ts'
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

type MapColour = 'self' | 'total' | 'package'

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
          names={GROUPING_NAMES}
          onChoose={chooseMapTree}
        />
        <Choice
          label="How boxes are laid out"
          value={mapNesting.value}
          choices={NESTINGS}
          names={NESTING_NAMES}
          onChoose={value => {
            mapNesting.value = value
          }}
        />
        <Colours />
      </ViewToolbar>
      {answer === null ? <div class="map-line" /> : <MapLine answer={answer} />}
      <div class="map-body" aria-busy={isLoading && answer === null}>
        {error !== null && <p class="note">{error.message}</p>}
        {hasNothing && (
          <p class="note">
            {answer.negative > 0
              ? 'All that the filters keep weighs less than nothing: there is no room to give it.'
              : 'Nothing was measured in what the filters keep. Press Escape to take the last one back.'}
          </p>
        )}
        {answer !== null && !hasNothing && <MapCanvas answer={answer} label={label} />}
        {answer === null && error === null && <MapSkeleton size={mapSize} />}
      </div>
    </div>
  )
}

function Colours() {
  const value: MapColour = colouring.value === 'package' ? 'package' : heatMeasure.value
  return (
    <Segmented
      label="Colours"
      value={value}
      choices={[
        { value: 'self', label: 'Self' },
        { value: 'total', label: 'Total' },
        { value: 'package', label: 'Package' },
      ]}
      onChoose={chosen => {
        colouring.value = chosen === 'package' ? 'package' : 'heat'
        if (chosen !== 'package') heatMeasure.value = chosen
      }}
    />
  )
}

function Choice<T extends string>({
  label,
  value,
  choices,
  names,
  onChoose,
}: {
  label: string
  value: T
  choices: readonly T[]
  names: Readonly<Record<T, string>>
  onChoose: (value: T) => void
}) {
  return (
    <select
      class="select"
      aria-label={label}
      value={value}
      onChange={event => {
        const chosen = choices.find(choice => choice === event.currentTarget.value)
        if (chosen !== undefined) onChoose(chosen)
      }}
    >
      {choices.map(choice => (
        <option key={choice} value={choice}>
          {names[choice]}
        </option>
      ))}
    </select>
  )
}
