import { recording, selected, view } from '../state/app-state.ts'
import { isFormulaOpen } from '../state/formulas.ts'
import { GROUPINGS, grouping, relatives } from '../state/panes-state.ts'
import { hasParts, isPartsOpen } from '../state/parts.ts'
import type { Action } from './action.ts'

const hasFunctions = () => recording.value !== null && (recording.value.hasStacks || recording.value.hasCalls)

/** Actions of the panes beside the pictures: groups, relatives, formulas, parts. */
export function panesActions(): Action[] {
  return [
    ...(['none', ...GROUPINGS] as const).map(
      (one): Action => ({
        id: `group-${one}`,
        title: one === 'none' ? 'Group functions by nothing' : `Group functions by ${one}`,
        group: 'Views',
        key: null,
        isAvailable: hasFunctions,
        run: () => {
          grouping.value = one
        },
      }),
    ),
    ...(['all-callers', 'all-callees'] as const).map(
      (one): Action => ({
        id: one,
        title: one === 'all-callers' ? 'All callers of the function' : 'All callees of the function',
        group: 'Views',
        key: null,
        isAvailable: () => hasFunctions() && selected.value !== -1,
        run: () => {
          view.value = 'callers'
          relatives.value = one
        },
      }),
    ),
    {
      id: 'formula',
      title: 'New formula…',
      group: 'Filter',
      key: null,
      isAvailable: () => hasFunctions() && recording.value!.summary.valueTypes.length > 1,
      run: () => {
        isFormulaOpen.value = true
      },
    },
    {
      id: 'parts',
      title: 'Parts: recordings and threads',
      group: 'Filter',
      key: null,
      isAvailable: () => hasParts.value,
      run: () => {
        isPartsOpen.value = true
      },
    },
  ]
}

/** Closes a box of these panes, where one is open. */
export function closePanesBox(): boolean {
  if (!isFormulaOpen.value && !isPartsOpen.value) return false
  isFormulaOpen.value = false
  isPartsOpen.value = false
  return true
}
