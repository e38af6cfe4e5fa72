/** A directed graph to lay out, callers above callees. Sizes are in pixels. Columns of nodes have `nodes` entries, those of
 *  edges one a call. */
export interface LayoutGraph {
  readonly nodes: number
  readonly width: Float64Array
  readonly height: Float64Array
  readonly caller: Int32Array
  readonly callee: Int32Array
  /** Room for the text on an edge; 0 none. */
  readonly labelWidth: Float64Array
  readonly labelHeight: Float64Array
  /** How much an edge wants to be straight and short, in [0, 1]. */
  readonly weight: Float64Array
  /** The group of each node, from 0; -1 none. Null: there are no groups. */
  readonly group: Int32Array | null
  /** Where edges meet their nodes; anywhere near the middle where absent. */
  readonly ends?: EdgeEnds
}

/** Per edge how far right of the middle of its caller and of its callee it meets them, upright; NaN anywhere near the middle. */
export interface EdgeEnds {
  readonly caller: Float64Array
  readonly callee: Float64Array
}

/** Where everything of a graph stands; the picture begins at 0, 0. */
export interface GraphLayout {
  readonly width: number
  readonly height: number
  /** The middle of each node. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** Edge e is drawn through `points[2 * start[e]] … points[2 * start[e + 1] - 1]`: x and y by turns, first the point where it
   *  leaves its caller, then three a cubic Bézier curve. At least four points an edge. */
  readonly start: Int32Array
  readonly points: Float64Array
  /** The middle of each edge's text; NaN where it has none. */
  readonly labelX: Float64Array
  readonly labelY: Float64Array
  readonly groups: readonly GroupBox[]
}

/** The box around a group's nodes: its left upper corner and size. */
export interface GroupBox {
  readonly group: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Room between things, in pixels. */
export const GAPS = {
  /** Between nodes side by side, and between an edge and what stands beside it. */
  node: 16,
  edge: 8,
  /** Between rows. */
  row: 26,
  /** Between parts of a graph that nothing connects. */
  part: 28,
  /** Around the nodes of a group, and for its name above them. */
  group: 14,
  groupName: 24,
} as const

/** How far a call of itself reaches out of its node. */
export const LOOP = 26
