import { computed } from '@preact/signals'
import { escapeStep, splitSteps } from '../../src/query/filter/written-steps.ts'
import { recording, transforms } from './app-state.ts'
import { swapTransform } from './transforms.ts'

const PREFIX = 'region:'

/** Spans of one name that the program put on the timeline. */
export interface Region {
  readonly name: string
  /** Their lengths added up, ns, and how many they are. */
  readonly duration: number
  readonly count: number
}

/** The regions of the recording, in the order in which they begin. */
export const regions = computed<readonly Region[]>(() => {
  const found = new Map<string, Region>()
  for (const { name, duration } of recording.value?.marks ?? []) {
    if (duration <= 0) continue
    const before = found.get(name) ?? { name, duration: 0, count: 0 }
    found.set(name, { ...before, duration: before.duration + duration, count: before.count + 1 })
  }
  return [...found.values()]
})

/** Whether what ran when can be told: without times a region filters nothing. */
export const canFilterRegions = computed(
  () =>
    regions.value.length > 0 &&
    recording.value !== null &&
    (recording.value.isTimed || (!recording.value.hasStacks && recording.value.series.length > 0)),
)

/** Names of the regions that are kept; none where all is. */
export const chosenRegions = computed<readonly string[]>(() => {
  const text = transforms.value.find(isRegion)
  return text === undefined ? [] : splitSteps(text.slice(PREFIX.length))
})

/** Keeps what ran within a region too, or no longer; without any all is kept. */
export function toggleRegion(name: string): void {
  const before = transforms.peek().find(isRegion) ?? null
  const chosen = chosenRegions.peek()
  const names = chosen.includes(name) ? chosen.filter(other => other !== name) : [...chosen, name]
  swapTransform(before, names.length === 0 ? null : `${PREFIX}${names.map(escapeStep).join(';')}`)
}

function isRegion(text: string): boolean {
  return text.startsWith(PREFIX)
}
