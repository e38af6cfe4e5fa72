import { Segmented } from '../chrome/segmented.tsx'
import { type RELATIVES, relatives, shareOf } from '../state/panes-state.ts'

const TABS: readonly { readonly value: (typeof RELATIVES)[number]; readonly label: string }[] = [
  { value: 'direct', label: 'Callers and callees' },
  { value: 'all-callers', label: 'All callers' },
  { value: 'all-callees', label: 'All callees' },
]

/** Which relatives of the selected function are shown, and what their shares are of. */
export function RelativesTabs() {
  return (
    <div class="relatives-tabs">
      <Segmented
        label="Relatives"
        value={relatives.value}
        choices={TABS}
        onChoose={value => {
          relatives.value = value
        }}
      />
      <Segmented
        label="What shares are of"
        value={shareOf.value}
        choices={[
          { value: 'function', label: '% of the function' },
          { value: 'whole', label: '% of everything' },
        ]}
        onChoose={value => {
          shareOf.value = value
        }}
      />
    </div>
  )
}
