import type { Recording } from '../../../src/model/recording.ts'
import { demoRecording } from './demo-recording.ts'

/** The demo as it was before: contains_point cost twice as much, and element_sum was not yet there. */
export function demoBefore(): Recording {
  const recording = demoRecording()
  const { shared, stacks } = recording
  const nameOf = (stack: number) =>
    shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[stack]!]!]!]!
  const passes = (leaf: number, name: string) => {
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) if (nameOf(at) === name) return true
    return false
  }
  const factor = Float64Array.from({ length: shared.stacks.length }, (_, stack) =>
    passes(stack, 'element_sum') ? 0 : passes(stack, 'contains_point') ? 2 : 1,
  )
  const weights = stacks!.weights.map(column =>
    column.map((weight, row) =>
      stacks!.samples.stack[row] === -1 ? weight : weight * factor[stacks!.samples.stack[row]!]!,
    ),
  )
  return { ...recording, stacks: { ...stacks!, weights } }
}
