import { PairMap } from '../base/pair-map.ts'
import type { Shared } from '../model/recording.ts'
import { computeChildren } from './children.ts'

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
    nodes = areApart(shared) ? stacksAsNodes(shared) : mergeStacks(shared)
    known.set(shared, nodes)
  }
  return nodes
}

/** Whether the stacks on each stack are of different funcs, so that no two run the same: so it is wherever a reader knows
 *  no lines. Told in two passes over the tree, which costs a tenth of merging. */
function areApart({ stacks, frames, funcs }: Shared): boolean {
  const { start, child } = computeChildren(stacks.prefix)
  // Per func the last stack that it was met on, plus two: roots stand on -1.
  const metOn = new Int32Array(funcs.length)
  for (let below = -1; below < stacks.length; below++) {
    for (let k = start[below + 1]!; k < start[below + 2]!; k++) {
      const func = frames.func[stacks.frame[child[k]!]!]!
      if (metOn[func] === below + 2) return false
      metOn[func] = below + 2
    }
  }
  return true
}

/** Each stack as a call node of its own. */
function stacksAsNodes({ stacks: { length, prefix, frame }, frames }: Shared): CallNodes {
  const func = new Int32Array(length)
  const depth = new Int32Array(length)
  const nodeOfStack = new Int32Array(length)
  for (let s = 0; s < length; s++) {
    const below = prefix[s]!
    func[s] = frames.func[frame[s]!]!
    depth[s] = below === -1 ? 0 : depth[below]! + 1
    nodeOfStack[s] = s
  }
  return { length, prefix, func, depth, nodeOfStack }
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
