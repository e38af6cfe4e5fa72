/** A weighted call graph of which selfs and the weights of its edges are known. */
export interface SelfGraph {
  readonly self: ArrayLike<number>
  readonly caller: ArrayLike<number>
  readonly callee: ArrayLike<number>
  /** How much the callee was called by the caller, in any unit; never negative. */
  readonly weight: ArrayLike<number>
}

/** What costs are estimated to be. */
export interface PropagatedTotals {
  /** By function. */
  readonly total: Float64Array
  /** By edge; NaN within a cycle, where no cost is passed on. */
  readonly edgeTotal: Float64Array
}

/**
 * Estimates totals as gprof does: a function's total is its self and, of each callee's total, the part that its edge has
 * among the edges into the callee. Functions that call each other in a cycle are one function to the outside; a member has
 * the part of the cycle's total by which it is called from outside, and no less than what it costs itself and by
 * functions outside. O(functions + edges). Source: Graham, Kessler, McKusick, "gprof: a call graph execution profiler", 1982.
 */
export function propagateTotals(graph: SelfGraph): PropagatedTotals {
  const { self, caller, callee, weight } = graph
  const count = self.length
  const edges = caller.length
  const outgoing = edgesByCaller(graph)
  const { component, components } = findCycles(graph, outgoing)
  const isInside = (edge: number) => component[caller[edge]!] === component[callee[edge]!]
  // What comes into a cycle, or into a function that is none, from outside.
  const incoming = new Float64Array(components)
  const entering = new Float64Array(count)
  for (let edge = 0; edge < edges; edge++) {
    if (isInside(edge)) continue
    incoming[component[callee[edge]!]!]! += weight[edge]!
    entering[callee[edge]!]! += weight[edge]!
  }
  const own = Float64Array.from({ length: count }, (_, func) => self[func]!)
  const whole = new Float64Array(components)
  const edgeTotal = new Float64Array(edges).fill(Number.NaN)
  const { order, start } = membersByComponent(component, components)
  // Tarjan's algorithm numbers a component after all that it reaches: callees come first.
  for (let c = 0; c < components; c++) {
    for (let i = start[c]!; i < start[c + 1]!; i++) {
      const func = order[i]!
      for (let k = outgoing.start[func]!; k < outgoing.start[func + 1]!; k++) {
        const edge = outgoing.edges[k]!
        if (isInside(edge)) continue
        const to = component[callee[edge]!]!
        edgeTotal[edge] = incoming[to]! > 0 ? (whole[to]! * weight[edge]!) / incoming[to]! : 0
        own[func]! += edgeTotal[edge]!
      }
      whole[c]! += own[func]!
    }
  }
  const total = Float64Array.from({ length: count }, (_, func) => {
    const c = component[func]!
    const part = incoming[c]! > 0 ? (whole[c]! * entering[func]!) / incoming[c]! : 0
    return start[c + 1]! - start[c]! === 1 ? own[func]! : Math.max(part, own[func]!)
  })
  return { total, edgeTotal }
}

interface Adjacency {
  /** Edges of a function are those at `start[func]` up to `start[func + 1]` in `edges`. */
  readonly start: Int32Array
  readonly edges: Int32Array
}

function edgesByCaller({ self, caller }: SelfGraph): Adjacency {
  const start = new Int32Array(self.length + 1)
  for (let edge = 0; edge < caller.length; edge++) start[caller[edge]! + 1]!++
  for (let func = 0; func < self.length; func++) start[func + 1]! += start[func]!
  const next = start.slice()
  const edges = new Int32Array(caller.length)
  for (let edge = 0; edge < caller.length; edge++) edges[next[caller[edge]!]!++] = edge
  return { start, edges }
}

function membersByComponent(
  component: Int32Array,
  components: number,
): { order: Int32Array; start: Int32Array } {
  const start = new Int32Array(components + 1)
  for (const c of component) start[c + 1]!++
  for (let c = 0; c < components; c++) start[c + 1]! += start[c]!
  const next = start.slice()
  const order = new Int32Array(component.length)
  for (let func = 0; func < component.length; func++) order[next[component[func]!]!++] = func
  return { order, start }
}

/** Strongly connected components by Tarjan's algorithm (SIAM J. Comput., 1972) without recursion. */
function findCycles(
  { self, callee }: SelfGraph,
  outgoing: Adjacency,
): { component: Int32Array; components: number } {
  const count = self.length
  const component = new Int32Array(count).fill(-1)
  const number = new Int32Array(count).fill(-1)
  const low = new Int32Array(count)
  const next = outgoing.start.slice(0, count)
  const stack: number[] = []
  const path: number[] = []
  let numbered = 0
  let components = 0
  for (let root = 0; root < count; root++) {
    if (number[root] === -1) path.push(root)
    while (path.length > 0) {
      const func = path.at(-1)!
      if (number[func] === -1) {
        low[func] = numbered
        number[func] = numbered++
        stack.push(func)
      }
      if (next[func]! < outgoing.start[func + 1]!) {
        const to = callee[outgoing.edges[next[func]!++]!]!
        if (number[to] === -1) path.push(to)
        else if (component[to] === -1) low[func] = Math.min(low[func]!, number[to]!)
        continue
      }
      path.pop()
      if (low[func] === number[func]) {
        for (let member = -1; member !== func; ) {
          member = stack.pop()!
          component[member] = components
        }
        components++
      }
      const parent = path.at(-1)
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[func]!)
    }
  }
  return { component, components }
}
