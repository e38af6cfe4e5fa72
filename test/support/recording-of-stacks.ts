import { StacksBuilder } from '../../src/model/part-builders.ts'
import { meta, NO_PARTS, type Recording } from '../../src/model/recording.ts'
import { SharedBuilder } from '../../src/model/shared-builder.ts'

/** A recording of stacks, root first, with their weights in samples. */
export function recordingOfStacks(stacks: readonly (readonly [readonly string[], number])[]): Recording {
  const shared = new SharedBuilder()
  const part = new StacksBuilder([{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }])
  for (const [names, weight] of stacks) {
    let stack = -1
    for (const name of names) stack = shared.stack(stack, shared.plainFrame(shared.func({ name })))
    part.add({ stack }, [weight])
  }
  return {
    ...NO_PARTS,
    meta: meta({ name: 'test', recorder: { name: 'test', version: null, mode: 'sample', settings: {} } }),
    shared: shared.finish(),
    stacks: part.finish(false),
  }
}
