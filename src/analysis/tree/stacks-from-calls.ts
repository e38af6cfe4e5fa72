import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { dominatorStacks } from '../heap/dominator-stacks.ts'
import { mergeShared } from '../merge/shared.ts'
import { estimateCallTree } from './estimated-tree.ts'

/**
 * A recording with stacks: its own; else of the objects of its last look at a heap, each on the one that keeps it alive; else an
 * estimate from its call graph, in the call graph's first value type. Recordings with none of these are returned as they are. For formats that hold stacks only; whoever uses it must say that the split by
 * caller is an estimate. O(nodes of the estimated tree).
 */
export function withStacks(recording: Recording): Recording {
  const { calls, heap } = recording
  const isHeap = recording.stacks === null && calls === null && heap !== null && heap.snapshots.length > 0
  if (isHeap) return dominatorStacks(recording, heap.snapshots.length - 1)
  const type = calls?.valueTypes[0]
  if (recording.stacks !== null || calls === null || type === undefined) return recording
  const tree = estimateCallTree(calls, 0)
  const shared = new SharedBuilder()
  const { funcs } = mergeShared(recording, shared)
  const part = new StacksBuilder([type])
  const stacks = new Int32Array(tree.length)
  for (let node = 0; node < tree.length; node++) {
    const prefix = tree.prefix[node]!
    const frame = shared.plainFrame(funcs[tree.func[node]!]!)
    stacks[node] = shared.stack(prefix === -1 ? -1 : stacks[prefix]!, frame)
    if (tree.self[node]! > 0) part.add({ stack: stacks[node]! }, [tree.self[node]!])
  }
  return {
    ...recording,
    shared: shared.finish(),
    stacks: part.finish(false),
    calls: null,
    lines: null,
    marks: null,
    timelines: [],
  }
}
