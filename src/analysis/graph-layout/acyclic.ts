import { edgesBy } from '../call-graph/components.ts'

/** Edges of a graph without rings: the same columns, some turned round. */
export interface DownwardEdges {
  readonly from: Int32Array
  readonly to: Int32Array
  /** 1 where an edge is turned round. */
  readonly isTurned: Uint8Array
}

/** Turns round the edges that close a ring, so that all lead downward. Walks first from nodes that nothing calls, in the order
 *  of the nodes; edges to a node on the way there are turned. Edges from a node to itself are not touched. O(nodes + edges). */
export function withoutRings(nodes: number, caller: Int32Array, callee: Int32Array): DownwardEdges {
  const { start, edge } = edgesBy(caller, nodes)
  const next = start.slice(0, nodes)
  const state = new Uint8Array(nodes)
  const isTurned = new Uint8Array(caller.length)
  const path = new Int32Array(nodes)
  const walkFrom = (root: number) => {
    if (state[root] !== NEW) return
    let length = 1
    path[0] = root
    state[root] = ON_WAY
    while (length > 0) {
      const node = path[length - 1]!
      if (next[node] === start[node + 1]) {
        state[node] = DONE
        length--
        continue
      }
      const index = edge[next[node]!++]!
      const to = callee[index]!
      if (to === node) continue
      if (state[to] === ON_WAY) isTurned[index] = 1
      else if (state[to] === NEW) {
        state[to] = ON_WAY
        path[length++] = to
      }
    }
  }
  const isCalled = new Uint8Array(nodes)
  for (let i = 0; i < callee.length; i++) if (callee[i] !== caller[i]) isCalled[callee[i]!] = 1
  for (let node = 0; node < nodes; node++) if (isCalled[node] === 0) walkFrom(node)
  for (let node = 0; node < nodes; node++) walkFrom(node)
  return {
    from: caller.map((node, i) => (isTurned[i] === 1 ? callee[i]! : node)),
    to: callee.map((node, i) => (isTurned[i] === 1 ? caller[i]! : node)),
    isTurned,
  }
}

const NEW = 0
const ON_WAY = 1
const DONE = 2
