import type { CallGraphAnswer } from '../../query/call-graph/answer.ts'

/** What of two call graphs is the same. */
export interface Pairing {
  /** Per node of the first graph the node of the second, -1 none. */
  readonly of: Int32Array
  /** Edges of the second graph by "caller callee". */
  readonly edges: ReadonlyMap<string, number>
}

/** Pairs functions of one name ('name': the last of a name, as gprof2dot does), or of one name in one file or binary ('place').
 *  Where a file has several of a name, those of the same line are the same, then the others in the order of their lines.
 *  O(nodes log nodes + edges). */
export function pairNodes(
  first: CallGraphAnswer,
  second: CallGraphAnswer,
  matchBy: 'name' | 'place',
): Pairing {
  const edges = new Map<string, number>()
  for (let edge = 0; edge < second.edges.length; edge++) {
    edges.set(`${second.edges.caller[edge]} ${second.edges.callee[edge]}`, edge)
  }
  return { of: matchBy === 'name' ? pairNames(first, second) : pairPlaces(first, second), edges }
}

function pairNames(first: CallGraphAnswer, second: CallGraphAnswer): Int32Array {
  const byName = new Map(second.nodes.name.map((name, node) => [name, node]))
  return Int32Array.from(first.nodes.name, name => byName.get(name) ?? -1)
}

function pairPlaces(first: CallGraphAnswer, second: CallGraphAnswer): Int32Array {
  const of = new Int32Array(first.nodes.length).fill(-1)
  const others = byPlace(second)
  for (const [place, own] of byPlace(first)) {
    const found = new Set(others.get(place) ?? [])
    const pair = (node: number, other: number | undefined) => {
      if (other === undefined) return
      of[node] = other
      found.delete(other)
    }
    const byLine = new Map([...found].reverse().map(other => [lineOf(second, other), other]))
    for (const node of own) {
      const line = lineOf(first, node)
      pair(node, byLine.get(line))
      byLine.delete(line)
    }
    for (const node of own) if (of[node] === -1) pair(node, found.values().next().value)
  }
  return of
}

/** The nodes of each name in each file, by their lines. */
function byPlace(answer: CallGraphAnswer): Map<string, number[]> {
  const { nodes } = answer
  const groups = new Map<string, number[]>()
  for (let node = 0; node < nodes.length; node++) {
    const key = `${nodes.file[node] ?? nodes.module[node] ?? ''}\0${nodes.name[node]!}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [node])
    else group.push(node)
  }
  for (const group of groups.values()) group.sort((a, b) => lineOf(answer, a) - lineOf(answer, b) || a - b)
  return groups
}

/** The line of a node's definition, of which its module's name knows; 0 unknown. */
function lineOf({ nodes }: CallGraphAnswer, node: number): number {
  return Number(/:(\d+)$/.exec(nodes.module[node] ?? '')?.[1] ?? 0)
}
