import type { Recording } from '../../model/recording.ts'
import { hasKey, sampleTags, type Tag } from './sample-tags.ts'
import { keepSamples } from './stack-rewriter.ts'
import { scaleTo } from './tag-units.ts'
import type { TextTest } from './text-test.ts'

/**
 * Which samples a rule about their tags means (see {@link sampleTags} for what is a tag).
 * Texts: with a key, those of which a value of that key passes any of the tests; without one, those of which for every
 * test some `key:value` passes. Range: those with a number in it (with a key: of that key).
 * Source: pprof 2026-09, internal/driver/driver_focus.go, `compileTagFilter`.
 */
export type TagRule =
  | { readonly kind: 'texts'; readonly key: string | null; readonly tests: readonly TextTest[] }
  | { readonly kind: 'range'; readonly key: string | null; readonly range: TagRange }

/** Numbers from `low` to `high`, both included, in a unit as people write it; '' for numbers without one. */
export interface TagRange {
  readonly low: number
  readonly high: number
  readonly unit: string
}

/** Keeps (tagfocus) or leaves out (tagignore) the samples that a rule means. O(samples + tags). */
export function filterByTags(recording: Recording, rule: TagRule, keepsMeant: boolean): Recording {
  const { tags, originOf } = sampleTags(recording)
  const unitOf = unitsByKey(tags)
  const isMeant = tags.map(own => matchesRule(own, rule, unitOf))
  return keepSamples(recording, i => isMeant[originOf[i]!] === keepsMeant)
}

function matchesRule(tags: readonly Tag[], rule: TagRule, unitOf: ReadonlyMap<string, string>): boolean {
  const { key } = rule
  if (rule.kind === 'range') {
    return tags.some(
      tag =>
        tag.text === null &&
        (key === null || hasKey(tag, key)) &&
        isInRange(tag.number, tag.unit || unitOf.get(tag.key)!, rule.range),
    )
  }
  const texts = tags.filter(tag => tag.text !== null)
  if (key !== null) {
    const values = texts.filter(tag => hasKey(tag, key))
    return values.some(({ text }) => rule.tests.some(test => test(text!)))
  }
  return rule.tests.every(test => texts.some(tag => test(`${tag.key}:${tag.text}`)))
}

function isInRange(number: number, unit: string, { low, high, unit: wanted }: TagRange): boolean {
  // Both ends are brought to the unit they are written in, which gives it its usual name.
  const bounds = scaleTo(Number.isFinite(low) ? low : high, wanted, wanted)
  const own = scaleTo(number, unit, bounds.unit)
  return own.unit === bounds.unit && own.value >= low && own.value <= high
}

/** The unit of the numbers of each key that say none: the first that one of its numbers has, else what its name says. */
function unitsByKey(all: readonly (readonly Tag[])[]): Map<string, string> {
  const units = new Map<string, string>()
  for (const { key, text, unit } of all.flat()) {
    if (text === null && (units.get(key) ?? '') === '') units.set(key, unit)
  }
  for (const [key, unit] of units) {
    if (unit === '') units.set(key, key === 'alignment' || key === 'request' ? 'bytes' : key)
  }
  return units
}
