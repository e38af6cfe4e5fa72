/** The strongly connected components of a graph. */
export interface Components {
  readonly count: number
  /** Per node its component. Numbered so that callees come first: an edge between two never leads to a higher number. */
  readonly of: Int32Array
  /** Per component how many nodes it has. */
  readonly size: Int32Array
}

/** The outgoing edges of every node, side by side: those of node i are `edge[start[i]] … edge[start[i + 1] - 1]`, in the
 *  order of the table. */
export interface OutEdges {
  readonly start: Int32Array
  readonly edge: Int32Array
}

/** Lists edges by the node at one of their ends. O(nodes + edges). */
export function edgesBy(end: Int32Array, nodes: number): OutEdges {
  const start = new Int32Array(nodes + 1)
  for (const node of end) start[node + 1]!++
  for (let i = 1; i <= nodes; i++) start[i]! += start[i - 1]!
  const edge = new Int32Array(end.length)
  const next = start.slice(0, nodes)
  for (let i = 0; i < end.length; i++) edge[next[end[i]!]!++] = i
  return { start, edge }
}

/** Finds the strongly connected components. Depth is that of an array: chains and rings of any length do. O(nodes + edges).
 *  Source: Tarjan, "Depth-first search and linear graph algorithms", 1972. */
export function findComponents(nodes: number, caller: Int32Array, callee: Int32Array): Components {
  const { start, edge } = edgesBy(caller, nodes)
  const next = start.slice(0, nodes)
  // Order of discovery from 1; 0 for nodes not met yet.
  const order = new Int32Array(nodes)
  const low = new Int32Array(nodes)
  const of = new Int32Array(nodes).fill(-1)
  const size = new Int32Array(nodes)
  const path = new Int32Array(nodes)
  const open = new Int32Array(nodes)
  let [met, pathLength, openLength, count] = [0, 0, 0, 0]
  const enter = (node: number) => {
    order[node] = low[node] = ++met
    path[pathLength++] = node
    open[openLength++] = node
  }
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== 0) continue
    enter(root)
    while (pathLength > 0) {
      const node = path[pathLength - 1]!
      if (next[node]! < start[node + 1]!) {
        const to = callee[edge[next[node]!++]!]!
        if (order[to] === 0) enter(to)
        else if (of[to] === -1) low[node] = Math.min(low[node]!, order[to]!)
        continue
      }
      pathLength--
      if (pathLength > 0) {
        const below = path[pathLength - 1]!
        low[below] = Math.min(low[below]!, low[node]!)
      }
      if (low[node] !== order[node]) continue
      for (let member = -1; member !== node; ) {
        member = open[--openLength]!
        of[member] = count
        size[count]!++
      }
      count++
    }
  }
  return { count, of, size: size.slice(0, count) }
}

/** Numbers the components of more than one node from 1, in the order in which their first nodes stand; 0 for the rest. One
 *  entry per node. */
export function numberCycles({ of, size }: Components): { cycle: Int32Array; count: number } {
  const number = new Int32Array(size.length)
  let count = 0
  const cycle = of.map(component => {
    if (size[component]! < 2) return 0
    if (number[component] === 0) number[component] = ++count
    return number[component]!
  })
  return { cycle, count }
}
