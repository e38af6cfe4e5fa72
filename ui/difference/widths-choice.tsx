import { WIDTHS, type Widths } from '../../src/analysis/difference/unite-trees.ts'
import { Segmented } from '../chrome/segmented.tsx'
import { widths } from '../state/app-state.ts'
import { zoomReset } from '../state/zoom-history.ts'

const NAMES: Readonly<Record<Widths, string>> = { new: 'Now', base: 'Before', union: 'Both' }

/** What boxes of a difference are as large as: costs now, before, or the larger of both. */
export function WidthsChoice({ standard }: { standard: Widths }) {
  return (
    <Segmented
      label="What boxes are as large as"
      value={widths.value ?? standard}
      choices={WIDTHS.map(value => ({ value, label: NAMES[value] }))}
      onChoose={value => {
        zoomReset()
        widths.value = value
      }}
    />
  )
}
