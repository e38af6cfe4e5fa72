import { addTo } from '../../../base/growable.ts'
import type { Recording } from '../../../model/recording.ts'
import { type Profile, ProfileBuilder } from './profile.ts'

/** Sysprof: functions with samples of their own only; what others call is called by the nearest caller that has some, and an
 *  edge weighs the callee's own samples there. */
export function sysprofProfile(recordings: readonly Recording[]): Profile {
  const builder = new ProfileBuilder()
  for (const { meta, shared, stacks } of recordings) {
    if (stacks === null) continue
    const { prefix, frame, length } = shared.stacks
    const weights = stacks.weights[stacks.defaultValueType]!
    const self = new Float64Array(length)
    for (let i = 0; i < weights.length; i++) {
      const stack = stacks.samples.stack[i]!
      if (stack !== -1) self[stack]! += weights[i]!
    }
    const funcOf = (stack: number) => shared.frames.func[frame[stack]!]!
    const objects = (meta.extra.sysprof as { readonly objects?: readonly number[] } | undefined)?.objects
    const ofFunc = new Float64Array(shared.funcs.length)
    for (let stack = 0; stack < length; stack++) ofFunc[funcOf(stack)]! += self[stack]!
    const functions = Array.from(ofFunc, (own, func) => {
      if (own === 0) return -1
      const name = shared.strings[shared.funcs.name[func]!]!
      const index = builder.function(objects?.[func] ?? func, () => ({
        name,
        module: null,
        process: null,
        file: null,
        func,
      }))
      builder.self.set(index, own)
      return index
    })
    // Per stack the nearest function below it that counts.
    const caller = new Int32Array(length).fill(-1)
    for (let stack = 0; stack < length; stack++) {
      const below = prefix[stack]!
      if (below === -1) continue
      const own = functions[funcOf(below)]!
      caller[stack] = own === -1 ? caller[below]! : own
      if (self[stack] === 0 || caller[stack] === -1) continue
      addTo(builder.weight, builder.edge(caller[stack]!, functions[funcOf(stack)]!), self[stack]!)
    }
  }
  return builder.finish({ method: 'integrated', measure: 'samples' })
}
