import type { Recording } from '../../src/model/recording.ts'

/** A recording's samples as `root > … > leaf` and their weights, in the order of the rows. */
export function sayStacks({ shared, stacks }: Recording): [string, ...number[]][] {
  return Array.from(stacks!.samples.stack, (leaf, i) => {
    const names: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      names.unshift(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    return [names.join(' > '), ...stacks!.weights.map(column => column[i]!)]
  })
}

/** A recording's call graph: by name of the func calls, then self and total of each value type. */
export function sayCalls({ shared, calls }: Recording): Record<string, number[]> {
  return Object.fromEntries(
    Array.from(calls!.rows.func, (func, row) => [
      shared.strings[shared.funcs.name[func]!]!,
      [
        calls!.rows.calls[row]!,
        ...calls!.self.flatMap((column, k) => [column[row]!, calls!.total[k]![row]!]),
      ],
    ]),
  )
}
