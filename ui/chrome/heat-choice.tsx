import { colouring } from '../state/app-state.ts'
import { type HeatMeasure, heatMeasure } from '../state/map-state.ts'
import { Segmented } from './segmented.tsx'

/** What the colours of a map or a graph are of. */
export function HeatChoice() {
  return (
    <Segmented<HeatMeasure | 'package'>
      label="Colours"
      value={colouring.value === 'package' ? 'package' : heatMeasure.value}
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
