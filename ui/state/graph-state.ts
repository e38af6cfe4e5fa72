import { signal } from '@preact/signals'
import type { Expansion } from '../../src/query/call-graph/choice.ts'
import { GRAPH_GROUPINGS, type GraphGrouping } from '../../src/query/call-graph/groups.ts'

/** Numbers of nodes to choose from. */
export const EDGE_FIGURES = ['share', 'calls', 'none'] as const
export const CLUSTERINGS = ['none', ...GRAPH_GROUPINGS] as const
/** What nodes stand together by. */
export type Clustering = 'none' | GraphGrouping
/** Functions that call each other in a ring: each a node, or one node for all. */
export const CYCLES = ['apart', 'collapsed'] as const
export type Cycles = (typeof CYCLES)[number]
/** What is written on edges. */
export type EdgeFigure = (typeof EDGE_FIGURES)[number]

/** Expansions that an address keeps. */
const MOST_EXPANSIONS = 60

export const graphNodeCount = signal<number>(40)
export const graphCluster = signal<Clustering>('none')
export const graphEdgeFigure = signal<EdgeFigure>('share')
export const graphCycles = signal<Cycles>('apart')
/** Shares of functions and of calls that are drawn at least, in percent. */
export const graphLeastNode = signal<number>(0)
export const graphLeastEdge = signal<number>(0)
/** Where the reader moved the picture: its scale and the place of the layout in the middle of the window ("0.8,512,300"),
 *  'all' for the whole graph; '' as it is shown first. */
export const graphPlace = signal('')
/** Whether the box of how the graph is drawn is open. Not in the URL. */
export const isGraphBoxOpen = signal(false)
/** Patterns of names; '' all (none). */
export const graphInclude = signal('')
export const graphExclude = signal('')
/** Functions drawn besides those that cost most, in the order in which they were asked for. */
export const graphExpansions = signal<readonly Expansion[]>([])
/** The node under the keyboard by its id, '' none. Not in the URL. */
export const graphFocus = signal('')
/** Whether the graph takes the keyboard as soon as it is there. */
export const isGraphFocusWanted = signal(false)

/** Draws a function, or its callers or callees too. */
export function expandGraph(func: number, side: Expansion['side']): void {
  const known = graphExpansions.peek()
  if (func < 0 || known.some(one => one.func === func && one.side === side)) return
  graphExpansions.value = [...known, { func, side }].slice(-MOST_EXPANSIONS)
}

/** Takes the last expansion back; false when there is none. */
export function graphStepBack(): boolean {
  if (graphExpansions.peek().length === 0) return false
  graphExpansions.value = graphExpansions.peek().slice(0, -1)
  return true
}

const SIDES = { s: 'self', u: 'callers', d: 'callees' } as const

/** Expansions as they stand in an address: "12u.7d"; null where there are none. */
export function writeExpansions(list: readonly Expansion[]): string | null {
  if (list.length === 0) return null
  return list.map(({ func, side }) => `${func}${{ self: 's', callers: 'u', callees: 'd' }[side]}`).join('.')
}

/** The expansions of an address; none where they make no sense. */
export function readExpansions(text: string | null): readonly Expansion[] {
  if (text === null || !/^\d{1,9}[sud](?:\.\d{1,9}[sud]){0,59}$/.test(text)) return []
  return text.split('.').map(one => ({
    func: Number.parseInt(one, 10),
    side: SIDES[one.slice(-1) as keyof typeof SIDES],
  }))
}

/** Scale, and the place of the layout in the middle of the window. */
export interface GraphPlace {
  readonly scale: number
  readonly x: number
  readonly y: number
}

export function writePlace({ scale, x, y }: GraphPlace): string {
  return [Number(scale.toPrecision(7)), Number(x.toFixed(2)), Number(y.toFixed(2))].join(',')
}

/** A place as `graphPlace` has it; null where it says none. */
export function readPlace(text: string | null): GraphPlace | 'all' | null {
  if (text === 'all') return 'all'
  const match = /^(\d(?:\.\d{1,9})?),(-?\d{1,7}(?:\.\d\d?)?),(-?\d{1,7}(?:\.\d\d?)?)$/.exec(text ?? '')
  const [scale, x, y] = (match ?? []).slice(1).map(Number)
  return scale === undefined || scale === 0 ? null : { scale, x: x!, y: y! }
}

/** Undoes what belongs to one recording. */
export function resetGraph(): void {
  graphExpansions.value = []
  graphInclude.value = ''
  graphExclude.value = ''
  graphFocus.value = ''
  graphPlace.value = ''
}
