import { computed } from '@preact/signals'
import {
  DIFFERENCE,
  DIFFERENCE_TEXT,
  differenceStep,
  HEAT,
  HEAT_TEXT,
  heatStep,
  type Theme,
} from '../../src/render/svg/heat.ts'
import { heapRows } from '../state/heap-state.ts'

/** What each group grew by, where an earlier look is chosen: its colour then stands for growth. Null without. */
const growth = computed(() => {
  const rows = heapRows.value.answer?.rows
  if (rows == null || rows.sizeDelta === null) return null
  const ofName = new Map(rows.name.map((name, row) => [name, rows.sizeDelta![row]!]))
  const largest = rows.sizeDelta.reduce((most, delta) => Math.max(most, Math.abs(delta)), 0)
  return { ofName, largest }
})

/** The largest growth or shrinkage of a group in bytes; null where colours are heat. */
export const largestGrowth = computed(() => growth.value?.largest ?? null)

/** Step of the scale of the moment (heat, or with an earlier look growth) for a group. */
export function heapStep(name: string, size: number, hottest: number): number {
  const grown = growth.value
  return grown === null ? heatStep(size, hottest) : differenceStep(grown.ofName.get(name) ?? 0, grown.largest)
}

/** The class that paints what belongs to a group. */
export function heapTone(name: string, size: number, hottest: number): string {
  return `${growth.value === null ? 'heat' : 'diff'}-${heapStep(name, size, hottest)}`
}

/** The scale of the moment: fills, and the text on each. */
export function heapScale(theme: Theme): { fills: readonly string[]; texts: readonly string[] } {
  return growth.value === null
    ? { fills: HEAT[theme], texts: HEAT_TEXT[theme] }
    : { fills: DIFFERENCE[theme], texts: DIFFERENCE_TEXT[theme] }
}
