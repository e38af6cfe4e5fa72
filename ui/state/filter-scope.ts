import { computed } from '@preact/signals'
import { isOfLines } from '../../src/analysis/transforms/transform.ts'
import { recording } from './app-state.ts'

/** What filters and transforms are about: functions, lines alone, or null where there is neither. */
export const filterScope = computed(() => {
  const info = recording.value
  if (info === null) return null
  return info.hasStacks || info.hasCalls ? 'functions' : info.hasLines ? 'lines' : null
})

/** Whether a transform of this name can be done with what is open. */
export function canTransform(name: string): boolean {
  return filterScope.value === 'functions' || (filterScope.value === 'lines' && isOfLines(name))
}
