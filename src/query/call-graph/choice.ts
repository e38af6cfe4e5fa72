import { chooseNodes } from '../../analysis/call-graph/choose-nodes.ts'
import { compileGlob } from '../../analysis/call-graph/glob.ts'
import type { CallGraph } from '../../analysis/call-graph/graph.ts'
import type { GraphSource } from './answer.ts'

/** Which nodes of a call graph are drawn, besides what limits leave out. */
export interface GraphChoice {
  /** At most so many nodes, those that say most (pprof's choice); what is left out between them becomes a residual edge. */
  readonly nodeCount?: number
  /** Patterns (fnmatch) of functions' names, modules or files: only what matches, and nothing that matches. */
  readonly include?: string
  readonly exclude?: string
  /** Functions that are drawn whatever their cost, alone or with what they call or are called by. */
  readonly expand?: readonly Expansion[]
}

/** A function (index into `shared.funcs`) and which of its neighbours are drawn with it. */
export interface Expansion {
  readonly func: number
  readonly side: 'self' | 'callers' | 'callees'
}

/** Neighbours that an expansion draws: the costliest. */
const EXPANDED = 12

/** Whether anything is chosen. */
export function isChoosing({ nodeCount, include = '', exclude = '', expand = [] }: GraphChoice): boolean {
  return nodeCount !== undefined || include !== '' || exclude !== '' || expand.length > 0
}

/** Of the kept nodes those whose names are wanted. */
export function keepNamed(
  graph: CallGraph,
  { names }: Pick<GraphSource, 'names'>,
  { kept, choice }: { kept: Uint8Array; choice: GraphChoice },
): Uint8Array {
  const { include = '', exclude = '' } = choice
  if (include === '' && exclude === '') return kept
  const matcher = (pattern: string) => {
    const matches = compileGlob(pattern)
    return (texts: readonly string[]) => texts.some(matches)
  }
  const isIn = include === '' ? () => true : matcher(include)
  const isOut = exclude === '' ? () => false : matcher(exclude)
  return kept.map((own, node) => {
    const func = graph.nodes.func[node]!
    if (own === 0 || func === -1) return own
    const { name, module, file } = names.describe(func, node)
    const texts = [name, `${module ?? ''}:${name}`, ...(file === null ? [] : [file])]
    return isIn(texts) && !isOut(texts) ? 1 : 0
  })
}

/** One byte a node, 1 for those that are drawn. `nameOf` says the name of a node. O(nodes log nodes + edges). */
export function chosenNodes(
  graph: CallGraph,
  choice: GraphChoice,
  { isCandidate, nameOf }: { isCandidate: Uint8Array; nameOf: (node: number) => string },
): Uint8Array {
  const { nodeCount, expand = [] } = choice
  const isChosen = nodeCount === undefined ? isCandidate.slice() : new Uint8Array(graph.nodes.length)
  if (nodeCount !== undefined) {
    for (const node of chooseNodes(graph, { count: nodeCount, isCandidate, nameOf })) isChosen[node] = 1
  }
  for (const { func, side } of expand) {
    const node = graph.nodes.func.indexOf(func)
    if (node === -1 || isCandidate[node] === 0) continue
    isChosen[node] = 1
    if (side === 'self') continue
    for (const other of neighboursOf(graph, node, side)) if (isCandidate[other] === 1) isChosen[other] = 1
  }
  return isChosen
}

function neighboursOf({ edges }: CallGraph, node: number, side: 'callers' | 'callees'): number[] {
  const [own, other] = side === 'callers' ? [edges.callee, edges.caller] : [edges.caller, edges.callee]
  const size = (edge: number) => (Number.isNaN(edges.total[edge]!) ? 0 : Math.abs(edges.total[edge]!))
  return Array.from(own.keys())
    .filter(edge => own[edge] === node && other[edge] !== node)
    .sort((a, b) => size(b) - size(a) || a - b)
    .slice(0, EXPANDED)
    .map(edge => other[edge]!)
}
