import type { GraphLayout } from '../../src/analysis/graph-layout/layout.ts'

/** What is needed to draw a graph, whatever its nodes are. Columns have an entry a node or an edge. */
export interface DrawnGraph {
  readonly graph: {
    readonly nodes: { readonly length: number }
    readonly edges: {
      readonly length: number
      readonly caller: Int32Array
      readonly callee: Int32Array
      /** Width and heat of the line, in [-1, 1]. */
      readonly weight: Float64Array
      /** 1: dashed. */
      readonly isResidual: Uint8Array
    }
  }
  readonly layout: GraphLayout
  /** Of the nodes, in CSS pixels. */
  readonly width: Float64Array
  readonly height: Float64Array
  /** What is written in nodes and on edges; '' nothing. */
  readonly labels: readonly string[]
  readonly figures: readonly string[]
  readonly edgeTexts: readonly string[]
  /** Room of the texts on edges, in CSS pixels. */
  readonly edgeTextWidth: Float64Array
  /** By the number of the group. */
  readonly groupNames: readonly string[]
}
