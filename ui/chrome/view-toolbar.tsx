import type { ComponentChildren } from 'preact'
import { type Activity, activity, recording } from '../state/app-state.ts'
import { Chips } from './chips.tsx'
import { FilterBox } from './filter-box.tsx'
import { PartsBox } from './parts-box.tsx'
import { Segmented } from './segmented.tsx'
import { TransformBar } from './transform-chips.tsx'

const CHOICES: readonly { readonly value: Activity; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'waiting', label: 'Waiting' },
]

/** The line above every view: what is counted, the filters that stand, and the view's own controls at the right. */
export function ViewToolbar({ left, children }: { left?: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div class="toolbars">
      <div class="toolbar">
        {recording.value?.hasStates === true && (
          <Segmented
            label="Which samples count"
            value={activity.value}
            choices={CHOICES}
            onChoose={value => {
              activity.value = value
            }}
          />
        )}
        <FilterBox />
        <PartsBox />
        <div class="toolbar-left">
          {left}
          <Chips />
        </div>
        {children}
      </div>
      <TransformBar />
    </div>
  )
}
