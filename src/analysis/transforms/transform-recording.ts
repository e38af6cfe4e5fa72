import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import {
  collapseDirectRecursion,
  collapseFunction,
  collapseLibrary,
  collapseRecursion,
  focusFunction,
  focusSelf,
  focusSubtree,
  mergeNode,
} from './call-transforms.ts'
import { pruneFrom, showFrom } from './cut-stacks.ts'
import { transformCalls } from './graph-transforms.ts'
import { matchLines, transformLines } from './line-transforms.ts'
import { framesOf, matchFrameNames, matchFrames, matchFuncs } from './match-frames.ts'
import { focusFrames, ignoreFrames, removeFrames } from './pattern-filters.ts'
import { applyPreset } from './presets.ts'
import { keepRegions } from './region-filter.ts'
import { DROPPED, EMPTY } from './stack-rewriter.ts'
import { addTagFrames, keepLabels } from './tag-frames.ts'
import { filterByTags } from './tag-rules.ts'
import type { TextTest } from './text-test.ts'
import type { Transform } from './transform.ts'

/**
 * The recording as a transform leaves it, to be asked whatever the first may be asked. Tables are shared where the
 * transform does not change them; funcs, frames and strings keep their indexes, new ones stand behind. A recording of
 * stacks loses its counted calls and measured lines, which would contradict it; timelines (but for a filter by region),
 * marks and counters stay, they are of the whole program. O(stacks + samples).
 * @throws UsageError where a recording that only has a call graph, or lines, does not determine the answer, or has no functions.
 */
export function transformRecording(recording: Recording, transform: Transform): Recording {
  if (transform.kind === 'region') return filterByRegion(recording, transform.isNamed)
  if (recording.stacks === null) {
    const { calls, lines } = recording
    return calls === null && lines !== null
      ? transformLines(recording, lines, transform)
      : transformCalls(recording, transform)
  }
  const { shared } = recording
  switch (transform.kind) {
    case 'focus':
      return focusFrames(recording, matchFrames(shared, transform.test))
    case 'ignore':
      return ignoreFrames(recording, matchFrames(shared, transform.test))
    case 'hide':
      return removeFrames(recording, matchFrames(shared, transform.test), DROPPED)
    case 'show':
      return removeFrames(recording, inverse(matchFrames(shared, transform.test)), DROPPED)
    case 'show-from':
      return showFrom(recording, matchFrames(shared, transform.test))
    case 'prune-from':
      return pruneFrom(recording, matchFrameNames(shared, transform.test))
    case 'tagfocus':
      return filterByTags(recording, transform.rule, true)
    case 'tagignore':
      return filterByTags(recording, transform.rule, false)
    case 'tagshow':
      return keepLabels(recording, transform.test)
    case 'taghide':
      return keepLabels(recording, key => !transform.test(key))
    case 'tagroot':
      return addTagFrames(recording, transform.keys, 'root')
    case 'tagleaf':
      return addTagFrames(recording, transform.keys, 'leaf')
    case 'merge-function':
      return removeFrames(recording, framesOf(shared, transform.funcs), EMPTY)
    case 'focus-function':
      return focusFunction(recording, transform.funcs)
    case 'focus-self':
      return focusSelf(recording, transform.funcs)
    case 'drop-function':
      return ignoreFrames(recording, framesOf(shared, transform.funcs))
    case 'collapse-function':
      return collapseFunction(recording, transform.funcs)
    case 'collapse-recursion':
      return collapseRecursion(recording, transform.funcs)
    case 'collapse-direct-recursion':
      return collapseDirectRecursion(recording, transform.funcs)
    case 'merge-node':
      return mergeNode(recording, transform.path)
    case 'focus-subtree':
      return focusSubtree(recording, transform.path)
    case 'collapse-library':
      return collapseLibrary(recording, transform.name)
    case 'preset':
      return applyPreset(recording, transform.preset)
  }
}

function filterByRegion(recording: Recording, isNamed: TextTest): Recording {
  const { stacks, timelines, meta } = recording
  if (stacks?.isTimed === true || (stacks === null && timelines.length > 0))
    return keepRegions(recording, isNamed)
  throw new UsageError(
    `${meta.name} does not say when things happened, so what ran within a region cannot be told`,
    'Samples and memory can be filtered by region: "pyrometer record", whose default mode samples',
  )
}

/** Whether the recording has any of the frames that a pattern means; true for what is no pattern. O(frames). */
export function hasMatch(recording: Recording, transform: Transform): boolean {
  if (!('test' in transform) || transform.kind === 'tagshow' || transform.kind === 'taghide') return true
  if (recording.stacks === null) {
    if (matchFuncs(recording.shared, transform.test).includes(1)) return true
    const { calls, lines, shared } = recording
    return calls === null && lines !== null && matchLines(shared, lines, transform.test).includes(1)
  }
  const match = transform.kind === 'prune-from' ? matchFrameNames : matchFrames
  return match(recording.shared, transform.test).includes(1)
}

function inverse(mask: Uint8Array): Uint8Array {
  return mask.map(bit => 1 - bit)
}
