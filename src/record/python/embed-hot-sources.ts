import type { SpilledColumn } from '../../model/codec/write.ts'
import type { Recording } from '../../model/recording.ts'
import { emptyTable } from '../../model/table-builder.ts'
import { SAMPLES } from '../../model/tables.ts'
import { embedSources } from '../embed-sources.ts'

/** The recording with the text of its hottest sources, also when its samples lie in spill files. */
export async function embedHotSources(
  recording: Recording,
  spilled: ReadonlyMap<string, SpilledColumn>,
  cwd: string,
): Promise<Recording> {
  const stack = spilled.get('stacks/samples/stack.i32')
  const wall = spilled.get('stacks/weights/0.f64')
  if (stack === undefined || wall === undefined) return embedSources(recording, { cwd })
  const perStack = weightPerStack(stack, wall, recording.shared.stacks.length)
  const length = perStack.length
  const column = Int32Array.from(perStack.keys())
  const samples = {
    ...emptyTable(SAMPLES),
    length,
    stack: column,
  }
  const stacks = { ...recording.stacks!, samples, weights: [perStack] }
  const embedded = await embedSources({ ...recording, stacks }, { cwd })
  return { ...embedded, stacks: recording.stacks }
}

function weightPerStack(stack: SpilledColumn, wall: SpilledColumn, stacks: number): Float64Array {
  const sum = new Float64Array(stacks)
  const walls = values(wall, bytes => new Float64Array(bytes))
  for (const index of values(stack, bytes => new Int32Array(bytes))) {
    const weight = walls.next().value ?? 0
    if (index >= 0) sum[index] = sum[index]! + weight
  }
  return sum
}

function* values(
  column: SpilledColumn,
  view: (bytes: ArrayBuffer) => Int32Array | Float64Array,
): Generator<number> {
  // Blocks and pieces hold whole entries; a copy puts them at an aligned place.
  for (const chunk of column.chunks()) yield* view(chunk.slice().buffer as ArrayBuffer)
}
