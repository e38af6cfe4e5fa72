import { computeChildren } from './children.ts'

/** Paths of funcs with what ended in each and what passed through it. Parents stand before their children. */
export interface WeighedTree {
  readonly length: number
  /** -1 at a root. */
  readonly prefix: Int32Array
  readonly func: Int32Array
  readonly self: Float64Array
  readonly total: Float64Array
}

/** What stands above or below a func, however far away: an entry a func. */
export interface DistantRelatives {
  /** Callers: what the func cost below this one; callees: what this one cost below the func. Once a sample. */
  readonly total: Float64Array
  /** Callees: what this one itself cost below the func. Callers: what the func itself cost below this one. */
  readonly self: Float64Array
  /** Calls between the two on the shortest and on the longest way from this one to the next of the func (callers), or from
   *  the next of the func to this one (callees); 1 for direct ones, 0 where there is no way. */
  readonly nearest: Int32Array
  readonly farthest: Int32Array
}

/**
 * All callers of a func, direct or not: who stands above any of it in a sample. A func that calls itself is one of its own.
 * O(nodes). `outermost` as from `outermostNodes`; `funcs` is the number of funcs.
 */
export function allCallers(
  tree: WeighedTree,
  { func, funcs, outermost }: { func: number; funcs: number; outermost: Int32Array },
): DistantRelatives {
  const found = relatives(funcs)
  // Per node what passes the func somewhere above it towards the leaf, what ends there, and how far it is.
  const passing = new Float64Array(tree.length)
  const ending = new Float64Array(tree.length)
  const near = new Int32Array(tree.length)
  const far = new Int32Array(tree.length)
  for (let node = tree.length - 1; node >= 0; node--) {
    const own = tree.func[node]!
    if (near[node] !== 0) {
      if (outermost[node] === node) {
        found.total[own]! += passing[node]!
        found.self[own]! += ending[node]!
      }
      widen(found, own, near[node]!, far[node]!)
    }
    const parent = tree.prefix[node]!
    if (parent === -1) continue
    const isFunc = own === func
    if (!isFunc && near[node] === 0) continue
    passing[parent]! += isFunc ? tree.total[node]! : passing[node]!
    ending[parent]! += ending[node]! + (isFunc ? tree.self[node]! : 0)
    const [least, most] = isFunc ? [1, 1] : [near[node]! + 1, far[node]! + 1]
    near[parent] = near[parent] === 0 ? least : Math.min(near[parent]!, least)
    far[parent] = Math.max(far[parent]!, most)
  }
  return found
}

/** All callees of a func, direct or not: who stands below any of it in a sample. A func that calls itself is one of its own.
 *  O(nodes), by one walk in which each func remembers whether it stands there already. */
export function allCallees(
  tree: WeighedTree,
  { func, funcs }: { func: number; funcs: number },
): DistantRelatives {
  const found = relatives(funcs)
  const { prefix } = tree
  const { start, child } = computeChildren(prefix)
  const next = start.slice(1)
  // Per node how many calls it is below the last of the func, -1 where it is not below it at all.
  const below = new Int32Array(tree.length).fill(-1)
  const isOpen = new Uint8Array(funcs)
  const opened = new Uint8Array(tree.length)
  let roots = start[0]!
  for (let node = -1; ; ) {
    const at = node === -1 ? roots : next[node]!
    if (at < (node === -1 ? start[1]! : start[node + 2]!)) {
      if (node === -1) roots++
      else next[node]!++
      const parent = node
      node = child[at]!
      const own = tree.func[node]!
      const distance = parent === -1 ? -1 : tree.func[parent] === func ? 1 : below[parent]! + 1
      below[node] = distance > 0 ? distance : -1
      if (distance <= 0 || (tree.total[node] === 0 && tree.self[node] === 0)) continue
      found.self[own]! += tree.self[node]!
      widen(found, own, distance, distance)
      if (isOpen[own] === 1) continue
      isOpen[own] = opened[node] = 1
      found.total[own]! += tree.total[node]!
    } else if (node === -1) {
      return found
    } else {
      if (opened[node] === 1) isOpen[tree.func[node]!] = 0
      node = prefix[node]!
    }
  }
}

function relatives(funcs: number) {
  return {
    total: new Float64Array(funcs),
    self: new Float64Array(funcs),
    nearest: new Int32Array(funcs),
    farthest: new Int32Array(funcs),
  }
}

function widen({ nearest, farthest }: DistantRelatives, func: number, near: number, far: number): void {
  nearest[func] = nearest[func] === 0 ? near : Math.min(nearest[func]!, near)
  farthest[func] = Math.max(farthest[func]!, far)
}

/** How many calls rows of a call graph are from one of them: 1 for direct callers or callees, 0 where there is no way. The
 *  row itself is as far as the shortest ring through it. O(edges). */
export function callDistances(
  edges: { readonly caller: Int32Array; readonly callee: Int32Array },
  { row, rows, side }: { row: number; rows: number; side: 'callers' | 'callees' },
): Int32Array {
  const from = side === 'callees' ? edges.caller : edges.callee
  const to = side === 'callees' ? edges.callee : edges.caller
  const start = new Int32Array(rows + 1)
  for (const end of from) start[end + 1]!++
  for (let i = 1; i <= rows; i++) start[i]! += start[i - 1]!
  const sorted = new Int32Array(from.length)
  const next = start.slice(0, rows)
  for (let edge = 0; edge < from.length; edge++) sorted[next[from[edge]!]!++] = to[edge]!
  const distance = new Int32Array(rows)
  const queue = [row]
  for (let at = 0; at < queue.length; at++) {
    const own = queue[at]!
    const far = at === 0 ? 1 : distance[own]! + 1
    for (let k = start[own]!; k < start[own + 1]!; k++) {
      const other = sorted[k]!
      if (distance[other] !== 0) continue
      distance[other] = far
      if (other !== row) queue.push(other)
    }
  }
  return distance
}
