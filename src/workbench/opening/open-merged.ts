import { withBeforeUnder } from '../../analysis/difference/before-after.ts'
import { withStacks } from '../../analysis/tree/stacks-from-calls.ts'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { rememberSides } from '../saving/compared-page.ts'
import { type OpenOptions, openInputs } from './open.ts'
import { listProfiles } from './pick-profile.ts'

/** How inputs are opened as one. */
export interface MergeOptions extends OpenOptions {
  /** Of two heaps what keeps their objects alive is compared: pictures draw that. */
  readonly isDrawn?: boolean
}

/**
 * Opens inputs as one recording: several, and the profiles of a file that holds several, are merged by process. With a base
 * the answer is a recording with that put under it (see `analysis/difference`), on which transforms are done; so is a file of
 * stacks with two counts.
 * @throws UsageError when they do not measure the same, or cannot be compared; what {@link openInputs} throws.
 */
export async function openMerged(paths: readonly string[], options: MergeOptions): Promise<Recording> {
  const { base, normalize, transforms = [], isDrawn = false, ...rest } = options
  if (base === undefined) {
    if (normalize !== undefined)
      throw new UsageError('--normalize is about a base', 'Name one with --base FILE')
    return withBeforeUnder(await mergeInputs(paths, options))
  }
  if (base === '-' && paths.includes('-')) throw new UsageError('Standard input (-) can be read once only')
  const { putUnder } = await import('../../analysis/difference/put-under.ts')
  const own = await mergeInputs(paths, rest)
  const other = await mergeInputs([base], rest)
  const areHeaps = isDrawn && isHeapAlone(own) && isHeapAlone(other)
  let joined = areHeaps
    ? putUnder(withStacks(own), withStacks(other), normalize)
    : putUnder(own, other, normalize)
  if (transforms.length > 0) {
    const { parseTransforms, transformInputs } = await import('./transform-inputs.ts')
    joined = transformInputs([joined], parseTransforms(transforms), options.onNote)[0]!
  }
  rememberSides(joined, { own, base: other, normalize, transforms })
  return joined
}

/** Makes sure that a recording can be compared with a base. @throws UsageError that says why not. */
export async function assertComparable(
  own: Recording,
  base: Recording,
  normalize: MergeOptions['normalize'],
): Promise<void> {
  const { putUnder } = await import('../../analysis/difference/put-under.ts')
  putUnder(own, base, normalize)
}

function isHeapAlone({ heap, stacks, calls, lines }: Recording): boolean {
  return heap !== null && stacks === null && calls === null && lines === null
}

/** A file of stacks with two counts each as the second with the first under it. Any other recording as it is. */
export function openPair(recording: Recording): Recording {
  return withBeforeUnder(recording)
}

async function mergeInputs(paths: readonly string[], options: OpenOptions): Promise<Recording> {
  const recordings = await openInputs(paths, { ...options, isToAdd: true })
  const [only] = recordings
  if (only !== undefined && recordings.length === 1) return only
  const { mergeRecordings } = await import('../../analysis/merge/merge-recordings.ts')
  try {
    return mergeRecordings(recordings)
  } catch (error) {
    if (!(error instanceof UsageError) || paths.length > 1) throw error
    const file = paths[0] ?? 'The input'
    const reason = `${file} holds ${recordings.length} profiles that do not measure the same`
    throw new UsageError(reason, `Pick one with --profile: ${listProfiles(recordings)}`)
  }
}
