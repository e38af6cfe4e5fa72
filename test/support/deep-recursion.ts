import { StacksBuilder } from '../../src/model/part-builders.ts'
import { meta, NO_PARTS, type Recording } from '../../src/model/recording.ts'
import { SharedBuilder } from '../../src/model/shared-builder.ts'

/** A recursion sampled at each of its depths, at lines that change, with another func now and then: its stacks share so much
 *  that nobody walks each of them. */
export function deepRecursion(depths: number): Recording {
  const shared = new SharedBuilder()
  const part = new StacksBuilder([{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }])
  const funcs = ['main', 'visit', 'each'].map(name => shared.func({ name }))
  let stack = shared.stack(-1, shared.plainFrame(funcs[0]!))
  for (let depth = 1; depth < depths; depth++) {
    const func = funcs[depth % 7 === 0 ? 2 : 1]!
    for (const line of [3, 1]) {
      const above = shared.stack(stack, shared.plainFrame(func, line))
      part.add({ stack: above }, [depth % 5])
      if (line === 1) stack = above
    }
  }
  const recorder = { name: 'test', version: null, mode: null, settings: {} }
  return {
    ...NO_PARTS,
    ...{ meta: meta({ name: 'recursion', recorder }), shared: shared.finish(), stacks: part.finish(false) },
  }
}
