import { relatives } from '../state/panes-state.ts'
import { CallersView } from './callers-view.tsx'
import { DistantList } from './distant-list.tsx'
import { RelativesTabs } from './relatives-tabs.tsx'

/** Callers and callees of the selected function: direct ones, or all. */
export function CallersPane() {
  return (
    <div class="callers-pane">
      <RelativesTabs />
      {relatives.value === 'direct' ? <CallersView /> : <DistantList />}
    </div>
  )
}
