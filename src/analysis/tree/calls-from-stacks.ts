import { CallsBuilder } from '../../model/part-builders.ts'
import type { CallsPart, Recording } from '../../model/recording.ts'
import { stackWeights } from '../filter-samples.ts'
import { computeFunctionTotals } from '../totals/function-totals.ts'
import { computeNodeWeights, outermostNodes } from '../totals/node-weights.ts'
import { computeCallNodes } from './call-nodes.ts'

/** A recording with a call graph: its own, or one made from its stacks. Recordings with neither are returned as they are.
 *  For formats that hold a call graph only. */
export function withCalls(recording: Recording): Recording {
  if (recording.calls !== null || recording.stacks === null) return recording
  return { ...recording, calls: callsFromStacks(recording) }
}

/**
 * The call graph of a recording's stacks, in their default value type. Numbers of calls are NaN: samples do not count
 * calls. An edge's total is what the callee cost where it was called by the caller and not from within itself, so that the
 * edges into a func add up to its total (but for what it cost as a root). Rows stand by falling self, then total.
 * O(stacks). @throws TypeError if the recording has no stacks.
 */
export function callsFromStacks(recording: Recording): CallsPart {
  const { shared, stacks } = recording
  if (stacks === null) throw new TypeError('The recording has no stacks')
  const { valueType, weights } = stackWeights(recording)
  const { self, total } = computeFunctionTotals(shared, weights)
  const builder = new CallsBuilder([stacks.valueTypes[valueType]!])
  const funcs = Int32Array.from(shared.funcs.name.keys()).filter(func => total[func]! > 0)
  for (const func of funcs.sort((a, b) => self[b]! - self[a]! || total[b]! - total[a]!)) {
    const row = builder.row(func)
    builder.self[0]!.set(row, self[func]!)
    builder.total[0]!.set(row, total[func]!)
  }
  addEdges(builder, recording, weights)
  return builder.finish()
}

function addEdges(builder: CallsBuilder, { shared }: Recording, weights: Float64Array): void {
  const nodes = computeCallNodes(shared)
  const outermost = outermostNodes(nodes)
  const node = computeNodeWeights(nodes, weights)
  const [edgeSelf, edgeTotal] = [builder.edgeSelf[0]!, builder.edgeTotal[0]!]
  for (let i = 0; i < nodes.length; i++) {
    const caller = nodes.prefix[outermost[i]!]!
    if (caller === -1 || !(node.total[i]! > 0)) continue
    const edge = builder.edge(builder.row(nodes.func[caller]!), builder.row(nodes.func[i]!))
    const isNew = Number.isNaN(edgeTotal.get(edge))
    const through = outermost[i] === i ? node.total[i]! : 0
    edgeSelf.set(edge, (isNew ? 0 : edgeSelf.get(edge)) + node.self[i]!)
    edgeTotal.set(edge, (isNew ? 0 : edgeTotal.get(edge)) + through)
  }
}
