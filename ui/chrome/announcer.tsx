import { computed } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { formatCountOf } from '../../src/base/units.ts'
import { VIEW_NAMES } from '../actions/view-actions.ts'
import { functions } from '../state/answers.ts'
import {
  activity,
  baseIndex,
  phase,
  recording,
  searchText,
  threads,
  timeRange,
  transforms,
  valueType,
  view,
} from '../state/app-state.ts'
import { formatTimeRange, formatValue, formatValueTypeName } from '../state/figures.ts'
import { missingOf } from '../state/missing-views.ts'

/** Answers that come one after the other are said once. */
const PAUSE = 500

/** What is shown now, in a sentence: the view, how much is left by the filters, and which filters stand. '' where it speaks for itself. */
const sentence = computed(() => {
  const info = recording.value
  if (info === null || phase.value.kind !== 'ready') return ''
  const { value: answer, isLoading } = functions.value
  const name = VIEW_NAMES[view.value]
  if (view.value === 'heap' || missingOf(view.value) !== null || answer === null) return name
  if (isLoading) return ''
  const { length } = answer.rows
  const type = info.summary.valueTypes[valueType.value ?? info.defaultValueType]
  const facts = [
    length === 0 ? 'nothing is left' : formatCountOf(length, 'function'),
    length === 0
      ? null
      : `${type === undefined ? '' : `${formatValueTypeName(type.name)} `}${formatValue(answer.total, answer.valueType.unit)}`,
    activity.value === 'all' ? null : `only ${activity.value}`,
    timeRange.value === null ? null : formatTimeRange(timeRange.value.start, timeRange.value.end),
    threads.value === null ? null : `${threads.value.length} of ${info.threads.length} threads`,
    transforms.value.length === 0 ? null : formatCountOf(transforms.value.length, 'filter'),
    searchText.value.trim() === '' ? null : `search “${searchText.value.trim()}”`,
    baseIndex.value === null ? null : 'compared with another recording',
  ]
  return `${name}: ${facts.filter(fact => fact !== null).join(', ')}`
})

/** Says to those who do not see it what a filter has left, or which view is shown. */
export function Announcer() {
  const [said, say] = useState('')
  const next = sentence.value
  useEffect(() => {
    if (next === '') return
    const timer = setTimeout(() => say(next), PAUSE)
    return () => clearTimeout(timer)
  }, [next])
  return (
    <div class="visually-hidden" role="status" data-testid="announcer">
      {said}
    </div>
  )
}
