import { CallsBuilder } from '../../model/part-builders.ts'
import type { CallsPart } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'

/** An edge of a call graph that is being changed; per value type one entry in `self` and `total`, NaN unknown. */
export interface GraphEdge {
  readonly caller: number
  readonly callee: number
  calls: number
  primitiveCalls: number
  /** Of the call in the caller, -1 unknown or several. */
  line: number
  readonly self: number[]
  readonly total: number[]
}

/** A function of a call graph that is being changed. */
export interface GraphNode {
  readonly func: FuncIndex
  calls: number
  primitiveCalls: number
  readonly self: number[]
  readonly total: number[]
  /** What of `self` it took on of functions it called, per value type, by the line of the call; without what no line is known of. */
  readonly taken: Map<number, number[]>
  /** By the other end's row. */
  readonly callers: Map<number, GraphEdge>
  readonly callees: Map<number, GraphEdge>
}

/** A call graph whose functions can be taken out; by the rows of the part it was made of. */
export type EditableGraph = Map<number, GraphNode>

/** O(rows + edges). */
export function editableGraph(part: CallsPart): EditableGraph {
  const { rows, edges } = part
  const graph: EditableGraph = new Map()
  const at = (columns: readonly Float64Array[], index: number) => columns.map(column => column[index]!)
  for (let row = 0; row < rows.length; row++) {
    graph.set(row, {
      func: rows.func[row]!,
      calls: rows.calls[row]!,
      primitiveCalls: rows.primitiveCalls[row]!,
      self: at(part.self, row),
      total: at(part.total, row),
      taken: new Map(),
      callers: new Map(),
      callees: new Map(),
    })
  }
  for (let e = 0; e < edges.length; e++) {
    addEdge(graph, {
      caller: edges.caller[e]!,
      callee: edges.callee[e]!,
      calls: edges.calls[e]!,
      primitiveCalls: edges.primitiveCalls[e]!,
      line: edges.line[e]!,
      self: at(part.edgeSelf, e),
      total: at(part.edgeTotal, e),
    })
  }
  return graph
}

/** Adds an edge, to the one between the same functions where there is one; what is unknown adds nothing to what is known. */
export function addEdge(graph: EditableGraph, edge: GraphEdge): void {
  const caller = graph.get(edge.caller)!
  const known = caller.callees.get(edge.callee)
  if (known === undefined) {
    caller.callees.set(edge.callee, edge)
    graph.get(edge.callee)!.callers.set(edge.caller, edge)
    return
  }
  if (known.line !== edge.line) known.line = -1
  known.calls = sum(known.calls, edge.calls)
  known.primitiveCalls = sum(known.primitiveCalls, edge.primitiveCalls)
  for (const k of known.self.keys()) {
    known.self[k] = sum(known.self[k]!, edge.self[k]!)
    known.total[k] = sum(known.total[k]!, edge.total[k]!)
  }
}

/** Adds to what a function cost itself what a call on a line of it did. */
export function takeOnCost(
  node: GraphNode,
  { line, k, cost }: { readonly line: number; readonly k: number; readonly cost: number },
): void {
  node.self[k] = sum(node.self[k]!, cost)
  if (line < 1 || Number.isNaN(cost)) return
  const known = node.taken.get(line) ?? node.self.map(() => 0)
  known[k]! += cost
  node.taken.set(line, known)
}

/** Takes a function out with all of its edges. */
export function deleteNode(graph: EditableGraph, row: number): void {
  const node = graph.get(row)!
  for (const caller of node.callers.keys()) graph.get(caller)!.callees.delete(row)
  for (const callee of node.callees.keys()) graph.get(callee)?.callers.delete(row)
  graph.delete(row)
}

/** The graph as a part of a recording, rows and edges in their order. */
export function partOfGraph(graph: EditableGraph, part: CallsPart): CallsPart {
  const builder = new CallsBuilder(part.valueTypes)
  for (const node of graph.values()) {
    const row = builder.row(node.func)
    builder.rows.columns.calls.set(row, node.calls)
    builder.rows.columns.primitiveCalls.set(row, node.primitiveCalls)
    for (const k of node.self.keys()) {
      builder.self[k]!.set(row, node.self[k]!)
      builder.total[k]!.set(row, node.total[k]!)
    }
  }
  for (const node of graph.values()) {
    for (const edge of node.callees.values()) {
      const index = builder.edge(
        builder.row(graph.get(edge.caller)!.func),
        builder.row(graph.get(edge.callee)!.func),
      )
      const { columns } = builder.edges
      columns.calls.set(index, edge.calls)
      columns.primitiveCalls.set(index, edge.primitiveCalls)
      columns.line.set(index, edge.line)
      for (const k of edge.self.keys()) {
        builder.edgeSelf[k]!.set(index, edge.self[k]!)
        builder.edgeTotal[k]!.set(index, edge.total[k]!)
      }
    }
  }
  return builder.finish()
}

/** The sum of what is known of two figures, NaN where neither is. */
export function sum(a: number, b: number): number {
  if (Number.isNaN(a)) return b
  return Number.isNaN(b) ? a : a + b
}
