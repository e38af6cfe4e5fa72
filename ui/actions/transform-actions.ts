import { transforms } from '../state/app-state.ts'
import { filterScope } from '../state/filter-scope.ts'
import { canFilterRegions, chosenRegions, regions, toggleRegion } from '../state/regions.ts'
import { filterBox, togglePreset, undoTransform } from '../state/transforms.ts'
import type { Action } from './action.ts'
import { FRAME_ACTIONS, frameTarget, isPossible } from './frame-actions.ts'

/** Presets as they are written, with their names. */
export const PRESET_CHOICES = [
  { text: 'preset:only-my-code', title: 'Only my code' },
  { text: 'preset:hide-python-internals', title: 'Hide Python internals' },
  { text: 'preset:fold-interpreter', title: 'Fold the interpreter' },
] as const

/** Of a program with more the palette would show nothing else. */
const MOST_REGIONS = 50

/** Actions of filters and transforms, for keys and the palette. */
export function transformActions(): Action[] {
  return [
    {
      id: 'filter-frames',
      title: 'Focus, ignore, hide or cut by pattern or tags',
      group: 'Transform',
      key: 'n',
      isAvailable: () => filterScope.value !== null,
      run: () => {
        filterBox.value = true
      },
    },
    ...FRAME_ACTIONS.map(
      (action): Action => ({
        id: action.id,
        title: action.title,
        group: 'Transform',
        key: action.key,
        isAvailable: () => isPossible(action, frameTarget.value),
        run: () => {
          const target = frameTarget.peek()
          if (target !== null) action.run(target)
        },
      }),
    ),
    ...PRESET_CHOICES.map(
      ({ text, title }): Action => ({
        id: text,
        title: transforms.value.includes(text) ? `${title}: take back` : title,
        group: 'Transform',
        key: null,
        isAvailable: () => filterScope.value !== null,
        run: () => togglePreset(text),
      }),
    ),
    ...regions.value.slice(0, MOST_REGIONS).map(
      ({ name }): Action => ({
        id: `region:${name}`,
        title: chosenRegions.value.includes(name) ? `Only region ${name}: take back` : `Only region ${name}`,
        group: 'Transform',
        key: null,
        isAvailable: () => canFilterRegions.value,
        run: () => toggleRegion(name),
      }),
    ),
    {
      id: 'undo-transform',
      title: 'Take the last transform back',
      group: 'Transform',
      key: 'z',
      isAvailable: () => transforms.value.length > 0,
      run: undoTransform,
    },
  ]
}
