import { LimitError } from '../../../base/errors.ts'
import type { OutEdges } from '../components.ts'
import type { Flow, FlowGraph } from './flow-graph.ts'
import { ratio } from './ratios.ts'

/** Edges that all the walks through cycles may look at: minutes of work. */
const MOST_STEPS = 4e9

/** Spreads the cost of a cycle over its members. */
export class CycleWalk {
  readonly #graph: FlowGraph
  readonly #out: OutEdges
  readonly #flow: Flow
  /** Per node its distance from the entry, -1 not reached; the share of its callers; and what it got. */
  readonly #rank: Int32Array
  readonly #shares: Float64Array
  readonly #partial: Float64Array
  #steps = 0

  constructor(graph: FlowGraph, out: OutEdges, flow: Flow) {
    this.#graph = graph
    this.#out = out
    this.#flow = flow
    this.#rank = new Int32Array(graph.self.length).fill(-1)
    this.#shares = new Float64Array(graph.self.length)
    this.#partial = new Float64Array(graph.self.length)
  }

  /** Adds what the cycle costs when it is entered at `entry`, which is `share` of all calls into it: every member gets its
   *  own and that of members farther from the entry, each by the shares of the edges that lead to it from nearer ones.
   *  @throws LimitError where a cycle is entered in so many places that it would take minutes. */
  spread(entry: number, share: number): void {
    const { callee, components, ratio: ratios } = this.#graph
    const cycle = components.of[entry]
    const reached = [entry]
    this.#rank[entry] = 0
    for (const node of reached) {
      this.#eachInner(node, cycle!, edge => {
        const to = callee[edge]!
        if (this.#rank[to] === -1) {
          this.#rank[to] = this.#rank[node]! + 1
          this.#shares[to] = 0
          reached.push(to)
        }
        if (this.#rank[to]! > this.#rank[node]!) this.#shares[to]! += ratios[edge]!
      })
    }
    for (let i = reached.length - 1; i >= 0; i--) this.#collect(reached[i]!, cycle!, share)
    for (const node of reached) this.#rank[node] = -1
  }

  /** What a node gets, when all farther ones have theirs. */
  #collect(node: number, cycle: number, share: number): void {
    const { self, callee, components, ratio: ratios } = this.#graph
    const { total, edgeTotal } = this.#flow
    const { start, edge: edges } = this.#out
    let partial = share * self[node]!
    for (let i = start[node]!; i < start[node + 1]!; i++) {
      const edge = edges[i]!
      const to = callee[edge]!
      if (components.of[to] !== cycle) partial += share * edgeTotal[edge]!
      else if (this.#rank[to]! > this.#rank[node]!) {
        const passed = ratio(ratios[edge]!, this.#shares[to]!) * this.#partial[to]!
        edgeTotal[edge] = (Number.isNaN(edgeTotal[edge]!) ? 0 : edgeTotal[edge]!) + passed
        partial += passed
      }
    }
    this.#partial[node] = partial
    total[node]! += partial
  }

  #eachInner(node: number, cycle: number, visit: (edge: number) => void): void {
    const { callee, components } = this.#graph
    const { start, edge: edges } = this.#out
    this.#steps += start[node + 1]! - start[node]!
    if (this.#steps > MOST_STEPS) {
      throw new LimitError('gprof2dot', 'the estimate of its cycles would take minutes; exact totals do not')
    }
    for (let i = start[node]!; i < start[node + 1]!; i++) {
      const edge = edges[i]!
      if (callee[edge] !== node && components.of[callee[edge]!] === cycle) visit(edge)
    }
  }
}
