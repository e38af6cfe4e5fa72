import { growableInt32 } from '../../base/growable.ts'
import { keptWith } from '../../base/kept-with.ts'
import type { Shared } from '../../model/recording.ts'
import { StackChildren } from '../../model/stack-children.ts'

/** Every distinct path of funcs in a recording, whatever lines were executing. Parents stand before their children. */
export interface CallNodes {
  readonly length: number
  /** Parent call node, -1 at a root. */
  readonly prefix: Int32Array
  readonly func: Int32Array
  /** 0 at a root. */
  readonly depth: Int32Array
  /** The call node of each row of `shared.stacks`. */
  readonly nodeOfStack: Int32Array
}

/** The call nodes of a recording's stacks: stacks that run the same funcs fall together. Does not depend on any filter,
 *  so it is computed once per recording and kept as long as that. O(stacks), 16 B a stack. */
export const computeCallNodes = keptWith(mergeStacks)

function mergeStacks({ stacks, frames }: Shared): CallNodes {
  const nodeOfStack = new Int32Array(stacks.length)
  const prefix = growableInt32()
  const func = growableInt32()
  const depth = growableInt32()
  const children = new StackChildren(func)
  for (let s = 0; s < stacks.length; s++) {
    const below = stacks.prefix[s]!
    const parent = below === -1 ? -1 : nodeOfStack[below]!
    const ownFunc = frames.func[stacks.frame[s]!]!
    let node = children.find(parent, ownFunc)
    if (node === -1) {
      node = func.length
      prefix.push(parent)
      func.push(ownFunc)
      depth.push(parent === -1 ? 0 : depth.get(parent) + 1)
      children.add(parent, ownFunc, node)
    }
    nodeOfStack[s] = node
  }
  const { length } = func
  return { length, prefix: prefix.finish(), func: func.finish(), depth: depth.finish(), nodeOfStack }
}
