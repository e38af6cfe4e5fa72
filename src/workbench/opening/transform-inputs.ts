import { UsageError } from '../../base/errors.ts'
import { formatShare, formatValue } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { parseTransform, type WrittenTransform } from '../../query/filter/transform-grammar.ts'
import { type AppliedTransform, applyTransforms } from '../../query/filter/transforms.ts'

/** Reads transforms as they are written. @throws UsageError as {@link parseTransform}. */
export function parseTransforms(texts: readonly string[]): WrittenTransform[] {
  return texts.map(parseTransform)
}

/**
 * Does transforms on every recording, and says through `onNote` what they left out. A function that is named must be in one
 * of the recordings. @throws UsageError as {@link applyTransforms}.
 */
export function transformInputs(
  recordings: readonly Recording[],
  transforms: readonly WrittenTransform[],
  onNote: (note: string) => void = () => undefined,
): Recording[] {
  const [only] = recordings
  if (only === undefined) return []
  if (recordings.length === 1) {
    const { recording, applied } = applyTransforms(only, transforms)
    for (const note of notes(applied, recording)) onNote(note)
    return [recording]
  }
  assertFound(recordings, transforms)
  return recordings.map(recording => {
    const done = applyTransforms(recording, transforms, { mustFind: false })
    for (const note of notes(done.applied, done.recording)) onNote(`${recording.meta.name}: ${note}`)
    return done.recording
  })
}

/** Every step must be possible for one of the recordings at least. */
function assertFound(recordings: readonly Recording[], transforms: readonly WrittenTransform[]): void {
  let first: unknown = null
  for (const recording of recordings) {
    try {
      applyTransforms(recording, transforms)
      return
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      first ??= error
    }
  }
  throw first
}

/** What a person should know: what matched nothing, how much filters left out, and what became an estimate. */
function notes(applied: readonly AppliedTransform[], to: Recording): string[] {
  const unit = unitOf(to)
  const said = applied.flatMap(({ description, kept, before, after, isMatch }) => {
    if (!isMatch) return [`${description}: nothing matches`]
    // Sums that were put together another way differ in their last digits.
    if (Math.abs(after - before) <= 1e-9 * Math.abs(before) || Number.isNaN(kept)) return []
    return [
      `${description}: keeps ${formatShare(kept)}, ${formatValue(after, unit)} of ${formatValue(before, unit)}`,
    ]
  })
  return [...said, ...new Set(applied.flatMap(({ warnings }) => warnings))]
}

function unitOf({ stacks, calls, lines }: Recording): string {
  const type = stacks === null ? (calls ?? lines)?.valueTypes[0] : stacks.valueTypes[stacks.defaultValueType]
  return type?.unit ?? 'count'
}
