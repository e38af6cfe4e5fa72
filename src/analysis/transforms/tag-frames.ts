import { PairMap } from '../../base/pair-map.ts'
import type { Recording } from '../../model/recording.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { FuncKind, LABELS } from '../../model/tables.ts'
import { carryDurations } from '../time/thread-samples.ts'
import { hasKey, sampleTags, type Tag } from './sample-tags.ts'
import { EMPTY, StackRewriter, stacksOf, withStacksPart } from './stack-rewriter.ts'
import { formatTagNumber } from './tag-units.ts'
import type { TextTest } from './text-test.ts'

/**
 * Puts a sample's tags into its stack, as frames named by their values: at the root the first key is outermost, at the
 * leaf the last key is innermost. A sample without the tag gets a frame that says so. Source: pprof 2026-09,
 * internal/driver/tagroot.go. O(samples + stacks of each combination of values).
 */
export function addTagFrames(recording: Recording, keys: readonly string[], at: 'root' | 'leaf'): Recording {
  const { tags, originOf } = sampleTags(recording)
  const rewriter = new StackRewriter(recording.shared)
  const frames = tags.map(own => keys.map(key => rewriter.additions.frame(frameOf(own, key))))
  const part = stacksOf(recording)
  const moved = new Int32Array(part.samples.length)
  const copied = new PairMap()
  const roots = frames.map(own =>
    at === 'root' ? own.reduce((to, f) => rewriter.stack(to, f), EMPTY) : EMPTY,
  )
  for (let i = 0; i < moved.length; i++) {
    const origin = originOf[i]!
    const stack = copyOnto(roots[origin]!, part.samples.stack[i]!)
    moved[i] = at === 'root' ? stack : frames[origin]!.reduce((to, f) => rewriter.stack(to, f), stack)
  }
  const samples = { ...part.samples, stack: moved }
  carryDurations(recording, samples, null)
  return withStacksPart(recording, rewriter.finish(), { ...part, samples })

  /** The stack on top of a root; what stands below it is copied once. */
  function copyOnto(root: number, stack: number): number {
    const { prefix, frame } = recording.shared.stacks
    const way: number[] = []
    let at = stack
    let to = root
    for (; at !== -1; at = prefix[at]!) {
      const known = copied.get(root, at)
      if (known !== -1) {
        to = known
        break
      }
      way.push(at)
    }
    for (let k = way.length - 1; k >= 0; k--) {
      to = rewriter.stack(to, frame[way[k]!]!)
      copied.set(root, way[k]!, to)
    }
    return to
  }
}

/** Keeps the labels whose key passes; threads and processes stay. O(samples + labels). */
export function keepLabels(recording: Recording, isKept: TextTest): Recording {
  const { shared } = recording
  const { labels } = shared
  const builder = tableBuilder(LABELS)
  // Sets without any label left are none.
  const setOf: number[] = []
  let last = -1
  for (let row = 0; row < labels.length; row++) {
    const old = labels.set[row]!
    if (setOf.length <= old) setOf.push(-1)
    if (!isKept(shared.strings[labels.key[row]!]!)) continue
    if (setOf[old] === -1) setOf[old] = ++last
    const { key, text, number, unit } = labels
    builder.add({ set: last, key: key[row]!, text: text[row]!, number: number[row]!, unit: unit[row]! })
  }
  const part = stacksOf(recording)
  const moved = part.samples.labels.map(set => (set === -1 ? -1 : setOf[set]!))
  const samples = { ...part.samples, labels: moved }
  carryDurations(recording, samples, null)
  const stacks = { ...part, samples }
  return { ...recording, shared: { ...shared, labels: builder.finish() }, stacks }
}

function frameOf(tags: readonly Tag[], key: string) {
  const values = tags
    .filter(tag => hasKey(tag, key))
    .map(tag => tag.text ?? formatTagNumber(tag.number, tag.unit))
  const name = values.length === 0 ? `(no ${key})` : values.join(',')
  return { name, file: key, kind: FuncKind.marker }
}
