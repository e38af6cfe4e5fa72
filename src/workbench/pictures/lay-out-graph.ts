import { layOutLayered } from '../../analysis/graph-layout/layered.ts'
import type { GraphLayout, LayoutGraph } from '../../analysis/graph-layout/layout.ts'

/** Who says where nodes stand: Graphviz, our own rows, or Graphviz where it is quick. */
export const LAYOUT_ENGINES = ['auto', 'graphviz', 'layered'] as const

/** One of {@link LAYOUT_ENGINES}. */
export type LayoutEngine = (typeof LAYOUT_ENGINES)[number]

/** Milliseconds that Graphviz has. */
const BUDGET = { auto: 2000, graphviz: 30_000 }
/** Larger graphs are not given to Graphviz unasked: its time grows faster than they do. */
const SMALL = { nodes: 90, edges: 160 }

/** Lays a call graph out. There is always an answer: what Graphviz cannot do in its time, is not installed for or fails at, our own
 *  layout does. */
export async function layOutGraph(graph: LayoutGraph, engine: LayoutEngine = 'auto'): Promise<GraphLayout> {
  const isSmall = graph.nodes <= SMALL.nodes && graph.caller.length <= SMALL.edges
  if (engine === 'layered' || graph.nodes === 0 || (engine === 'auto' && !isSmall))
    return layOutLayered(graph)
  const { layOutByGraphviz } = await import('./graphviz-layout.ts')
  return (await layOutByGraphviz(graph, BUDGET[engine])) ?? layOutLayered(graph)
}
