import type { HeapGraph } from './heap-graph.ts'

/** Strongly connected components of a part of a graph: objects that all reach one another. */
export interface Components {
  readonly length: number
  /** Of each object its component, -1 where it is not in the part. A component's number is above those of all that it refers to. */
  readonly of: Int32Array
  /** Objects of each. */
  readonly count: Int32Array
}

/**
 * Strongly connected components of the objects whose byte in `isIn` is not 0. O(objects + references), nothing recurses.
 * Source: Tarjan, Depth-first search and linear graph algorithms, 1972.
 */
export function findComponents({ length, start, to }: HeapGraph, isIn: Uint8Array): Components {
  const of = new Int32Array(length).fill(-1)
  // 0: not met yet. Numbers in the order they are met, from 1 on.
  const met = new Int32Array(length)
  const low = new Int32Array(length)
  const next = new Int32Array(length)
  const parent = new Int32Array(length)
  const open = new Int32Array(length)
  const counts: number[] = []
  let [number, opened] = [0, 0]
  for (let root = 0; root < length; root++) {
    if (isIn[root] === 0 || met[root] !== 0) continue
    let at = root
    parent[root] = -1
    met[root] = low[root] = ++number
    next[root] = start[root]!
    open[opened++] = root
    while (at !== -1) {
      if (next[at]! < start[at + 1]!) {
        const object = to[next[at]!++]!
        if (isIn[object] === 0) continue
        if (met[object] === 0) {
          parent[object] = at
          met[object] = low[object] = ++number
          next[object] = start[object]!
          open[opened++] = object
          at = object
        } else if (of[object] === -1 && met[object]! < low[at]!) low[at] = met[object]!
        continue
      }
      if (low[at] === met[at]) {
        let count = 0
        let member: number
        do {
          member = open[--opened]!
          of[member] = counts.length
          count++
        } while (member !== at)
        counts.push(count)
      }
      const back = parent[at]!
      if (back !== -1 && low[at]! < low[back]!) low[back] = low[at]!
      at = back
    }
  }
  return { length: counts.length, of, count: Int32Array.from(counts) }
}

/** One object (the first) of each component that no other of the part refers to: from them all of the part can be reached. */
export function sourcesOf({ length, start, to }: HeapGraph, components: Components): number[] {
  const { of } = components
  const isReferred = new Uint8Array(components.length)
  for (let i = 0; i < length; i++) {
    if (of[i] === -1) continue
    for (let r = start[i]!; r < start[i + 1]!; r++) {
      const other = of[to[r]!]!
      if (other !== -1 && other !== of[i]) isReferred[other] = 1
    }
  }
  const sources: number[] = []
  for (let i = 0; i < length; i++) {
    const component = of[i]!
    if (component === -1 || isReferred[component] === 1) continue
    isReferred[component] = 1
    sources.push(i)
  }
  return sources
}
