import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { readFunc } from '../cpuprofile/nodes.ts'
import { type JsonValue, parseJson } from '../decoding/json/parse-json.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'

const FORMAT = 'heapprofile'

const BYTES: ValueType = { name: 'in-use bytes', unit: 'bytes', kind: 'snapshot', precision: 'sampled' }
const SAMPLES: ValueType = { name: 'samples', unit: 'count', kind: 'snapshot', precision: 'sampled' }

/**
 * Reads V8's sampling heap profile: a row for each call path that has allocated memory still in use, in bytes as V8 scaled
 * them up from its samples, and where the file lists the samples how many they are. O(size).
 * Source: Chrome DevTools Protocol, HeapProfiler.SamplingHeapProfile. @throws FormatError, LimitError.
 */
export function readHeapprofile(bytes: Uint8Array, name: string | null): Recording[] {
  const file = parseJson(FORMAT, bytes)
  const samples = file.at('samples')
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const counts = samples.isMissing ? null : countSamples(samples)
  const part = new StacksBuilder(counts === null ? [BYTES] : [BYTES, SAMPLES])
  const open: { node: JsonValue; below: number; depth: number }[] = [
    { node: file.at('head'), below: -1, depth: 0 },
  ]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { node, below, depth } = at
    assertDepth(FORMAT, depth)
    const isRoot = depth === 0 && node.at('callFrame').at('functionName').optionalText() === '(root)'
    const stack = isRoot ? -1 : shared.stack(below, shared.plainFrame(readFunc(node, shared)))
    assertStackCount(FORMAT, shared.stacks.length)
    const id = node.at('id').optionalNumber(Number.NaN)
    const size = node.at('selfSize').optionalNumber(0)
    const count = counts?.get(id) ?? 0
    counts?.delete(id)
    if (size !== 0 || count !== 0) part.add({ stack }, [size, count])
    const children = node.at('children')
    if (children.isMissing) continue
    for (const child of children.items().reverse()) open.push({ node: child, below: stack, depth: depth + 1 })
  }
  for (const _ of counts ?? [])
    warnings.add('unknown-nodes', 'Samples of nodes that are not in the file were left out.')
  return [
    importedRecording(
      { format: FORMAT, file: name },
      { recorder: { name: 'V8', mode: 'memory' }, warnings: warnings.list() },
      { shared, stacks: part.finish(false) },
    ),
  ]
}

/** How many samples each node has. */
function countSamples(samples: JsonValue): Map<number, number> {
  const counts = new Map<number, number>()
  for (const sample of samples.items()) {
    const id = sample.at('nodeId').number()
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}
