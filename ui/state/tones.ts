import { computed } from '@preact/signals'
import { isNoise } from '../../src/analysis/difference/uncertainty.ts'
import { differenceStep, heatStep, NO_DIFFERENCE } from '../../src/render/svg/heat.ts'
import { functions } from './answers.ts'
import { recording } from './app-state.ts'
import { heatMeasure } from './map-state.ts'

/** Self time per func of the functions answer, in its unit, and the largest: what the heat scale is made of. */
export const heat = computed(() => {
  const count = recording.value?.funcs.name.length ?? 0
  const self = new Float64Array(count)
  const answer = functions.value.value
  let hottest = 0
  if (answer !== null) {
    const { rows } = answer
    for (let row = 0; row < rows.length; row++) {
      const value = rows.self[row]!
      self[rows.func[row]!] = value
      hottest = Math.max(hottest, Math.abs(value) || 0)
    }
  }
  return {
    self,
    hottest,
    whole: answer?.whole ?? 0,
    isSigned: answer !== null && answer.total < answer.whole,
    isKnown: answer !== null,
  }
})

/** What the heat of pictures is of, self or total cost per func, and the largest; null before it is known. */
export const pictureHeat = computed(() => {
  const answer = functions.value.value
  const { self, hottest, isKnown } = heat.value
  if (answer === null || !isKnown) return null
  if (heatMeasure.value === 'self') return { values: self, hottest }
  const { rows } = answer
  const values = new Float64Array(self.length)
  let most = 0
  for (let row = 0; row < rows.length; row++) {
    values[rows.func[row]!] = rows.total[row]!
    most = Math.max(most, Math.abs(rows.total[row]!) || 0)
  }
  return { values, hottest: most }
})

/** Steps of the scale of differences per func where parts of the recording are below zero: what shrank is no cold. Null where there
 *  are none. */
export const signedSteps = computed(() => {
  const answer = functions.value.value
  if (answer === null || !heat.value.isSigned) return null
  const { rows } = answer
  const count = recording.value?.funcs.name.length ?? 0
  const steps = (measure: 'self' | 'total') => {
    const largest = rows[measure].reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0)
    const column = new Uint8Array(count).fill(NO_DIFFERENCE)
    for (let row = 0; row < rows.length; row++)
      column[rows.func[row]!] = differenceStep(rows[measure][row]!, largest)
    return column
  }
  return { self: steps('self'), total: steps('total') }
})

/** The class that paints what belongs to a func: its heat, or with a base how much its self cost differs. */
export function toneOf(func: number): string {
  const compared = differences.value
  return compared === null ? ownToneOf(func) : `diff-${compared.self[func] ?? NO_DIFFERENCE}`
}

/** The class of the heat of a func, whatever it is compared with: of what shows one side only. */
export function ownToneOf(func: number): string {
  if (signedSteps.value !== null) return `diff-${signedSteps.value.self[func] ?? NO_DIFFERENCE}`
  const { self, hottest } = heat.value
  return `heat-${heatStep(self[func] ?? 0, hottest)}`
}

/** The class of a value of a line or whatever else has a scale of its own, whose largest (or least) has the size `most`. */
export function toneOfValue(value: number, most: number): string {
  return heat.value.isSigned ? `diff-${differenceStep(value, most)}` : `heat-${heatStep(value, most)}`
}

/** Steps of the scale of differences (0 much faster to 6 much slower) per func, and what its ends stand for. What is within
 *  the noise counts as no difference. Null without a base. */
export const differences = computed(() => {
  const answer = functions.value.value
  if (answer === null || answer.difference === null) return null
  const { rows, difference, valueType } = answer
  const count = recording.value?.funcs.name.length ?? 0
  const steps = (measure: 'self' | 'total') => {
    const [low, high] = [difference[`${measure}Low`], difference[`${measure}High`]]
    const largest = measure === 'self' ? difference.largestSelf : difference.largestTotal
    const column = new Uint8Array(count).fill(NO_DIFFERENCE)
    for (let row = 0; row < rows.length; row++) {
      if (isNoise(low[row]!, high[row]!)) continue
      column[rows.func[row]!] = differenceStep(rows[measure][row]! - difference[measure][row]!, largest)
    }
    return column
  }
  return {
    self: steps('self'),
    total: steps('total'),
    largestSelf: difference.largestSelf,
    largestTotal: difference.largestTotal,
    unit: valueType.unit,
  }
})
