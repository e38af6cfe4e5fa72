import { PairMap } from '../base/pair-map.ts'
import type { Shared } from '../model/recording.ts'

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

const known = new WeakMap<Shared, CallNodes>()

/** The call nodes of a recording's stacks: stacks that run the same funcs fall together. Does not depend on any filter,
 *  so it is computed once per recording and kept as long as that. O(stacks), 16 B a stack. */
export function computeCallNodes(shared: Shared): CallNodes {
  let nodes = known.get(shared)
  if (nodes === undefined) {
    nodes = mergeStacks(shared)
    known.set(shared, nodes)
  }
  return nodes
}

function mergeStacks({ stacks, frames }: Shared): CallNodes {
  const nodeOfStack = new Int32Array(stacks.length)
  const prefix = new Int32Array(stacks.length)
  const func = new Int32Array(stacks.length)
  const depth = new Int32Array(stacks.length)
  const index = new PairMap(stacks.length)
  let length = 0
  for (let s = 0; s < stacks.length; s++) {
    const below = stacks.prefix[s]!
    const parent = below === -1 ? -1 : nodeOfStack[below]!
    const ownFunc = frames.func[stacks.frame[s]!]!
    let node = index.get(parent, ownFunc)
    if (node === -1) {
      node = length++
      index.set(parent, ownFunc, node)
      prefix[node] = parent
      func[node] = ownFunc
      depth[node] = parent === -1 ? 0 : depth[parent]! + 1
    }
    nodeOfStack[s] = node
  }
  const cut = (column: Int32Array) => (length === stacks.length ? column : column.slice(0, length))
  return { length, prefix: cut(prefix), func: cut(func), depth: cut(depth), nodeOfStack }
}
