import { baseIndex, recording, recordingIndex, recordings } from '../state/app-state.ts'
import { chooseBase, compareWith, swapSides } from '../state/compare.ts'
import type { Action } from './action.ts'

/** Actions of comparing: another file or another open recording as base, and ways to turn a difference round. */
export function compareActions(): Action[] {
  const others = recordings.value.flatMap((info, i): Action[] => [
    {
      id: `compare-${i}`,
      title: `Compare with ${info.summary.name} (${info.file})`,
      group: 'Filter',
      key: null,
      isAvailable: () => i !== recordingIndex.value && i !== baseIndex.value,
      run: () => compareWith(i),
    },
  ])
  const isAvailable = () => baseIndex.value !== null
  return [
    {
      id: 'compare',
      title: 'Compare with another file',
      group: 'Filter',
      key: 'b',
      isAvailable: () => recording.value !== null,
      run: chooseBase,
    },
    ...others,
    {
      ...{ id: 'compare-swap', title: 'Swap the two recordings', group: 'Filter', key: null },
      ...{ isAvailable, run: swapSides },
    },
    {
      ...{ id: 'compare-none', title: 'Stop comparing', group: 'Filter', key: null },
      ...{ isAvailable, run: () => compareWith(null) },
    },
  ]
}
