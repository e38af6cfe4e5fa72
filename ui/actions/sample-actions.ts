import { hasTimeline } from '../state/answers.ts'
import { activity, recording, timeRange, valueType } from '../state/app-state.ts'
import { formatValueTypeName } from '../state/figures.ts'
import type { Action } from './action.ts'

const isReady = () => recording.value !== null

/** Actions of which samples count, and what of them is measured. */
export function sampleActions(): Action[] {
  return [
    {
      id: 'search',
      title: 'Search functions, files, lines',
      group: 'Filter',
      key: '/',
      isAvailable: isReady,
      run: () => document.getElementById('search')?.focus(),
    },
    {
      id: 'value-type',
      title: 'Next value type',
      group: 'Filter',
      key: 'v',
      isAvailable: () => (recording.value?.summary.valueTypes.length ?? 0) > 1,
      run: nextValueType,
    },
    ...valueTypeActions(),
    {
      id: 'activity',
      title: 'Running, waiting or all',
      group: 'Filter',
      key: 'a',
      isAvailable: () => recording.value?.hasStates === true,
      run: () => {
        activity.value =
          activity.value === 'all' ? 'running' : activity.value === 'running' ? 'waiting' : 'all'
      },
    },
    {
      id: 'clear-time',
      title: 'All of the time',
      group: 'Filter',
      key: 'x',
      isAvailable: () => hasTimeline.value && timeRange.value !== null,
      run: () => {
        timeRange.value = null
      },
    },
  ]
}

function valueTypeActions(): Action[] {
  const types = recording.value?.summary.valueTypes ?? []
  return types.map((type, i) => ({
    id: `value-${type.name}`,
    title: `Measure: ${formatValueTypeName(type.name)}`,
    group: 'Filter' as const,
    key: null,
    run: () => {
      valueType.value = i
    },
  }))
}

function nextValueType(): void {
  const info = recording.value
  if (info === null) return
  const next = ((valueType.value ?? info.defaultValueType) + 1) % info.summary.valueTypes.length
  valueType.value = next === info.defaultValueType ? null : next
}
