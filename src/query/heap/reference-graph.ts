import { heapGraph } from '../../analysis/heap/heap-graph.ts'
import { heapRoots } from '../../analysis/heap/heap-roots.ts'
import { reverseReferences } from '../../analysis/heap/reverse-references.ts'
import type { HeapObjectIndex } from '../../model/heap-tables.ts'
import type { HeapLook } from './look.ts'
import { describeObject, type HeapObject } from './objects.ts'

/** Which references are followed: to an object, from it, or both. */
export const REFERENCE_DIRECTIONS = ['referrers', 'referents', 'both'] as const
/** One of {@link REFERENCE_DIRECTIONS}. */
export type ReferenceDirection = (typeof REFERENCE_DIRECTIONS)[number]

/** What is drawn around objects. */
export interface ReferenceGraphOptions {
  /** 'referrers' by default. */
  readonly direction?: ReferenceDirection
  /** How many references away from the objects; 3 by default. */
  readonly depth?: number
  /** Of one object no more neighbours than this are shown; 10 by default. */
  readonly breadth?: number
  /** No more objects than this in all; 300 by default. */
  readonly most?: number
}

/** An object of a drawn graph. */
export interface ReferenceNode extends HeapObject {
  /** References away from the objects asked for; negative: refers to them. */
  readonly distance: number
  /** Why it is a root; null where it is none. */
  readonly root: string | null
  /** Neighbours that are not shown. */
  readonly hidden: number
}

/** References between drawn objects. */
export interface ReferenceEdge {
  /** Index into `nodes`: who refers, and to whom. */
  readonly from: number
  readonly to: number
  /** ".cache", "['a']"; '' unknown. */
  readonly label: string
}

/** Objects around some, and who of them refers to whom. */
export interface ReferenceGraphAnswer {
  readonly nodes: readonly ReferenceNode[]
  readonly edges: readonly ReferenceEdge[]
  readonly direction: ReferenceDirection
  /** Whether `most` left objects out. */
  readonly isCut: boolean
}

/** Labels of one edge that are shown. */
const LABELS_SHOWN = 2

/** The objects within some references of others, as objgraph's `show_backrefs` and `show_refs` draw them: the neighbours that
 *  retain most first. Beyond roots nothing is followed. O(references of what is met). */
export function queryReferenceGraph(
  look: HeapLook,
  objects: readonly HeapObjectIndex[],
  options: ReferenceGraphOptions = {},
): ReferenceGraphAnswer {
  const { direction = 'referrers', depth = 3, breadth = 10, most = 300 } = options
  const graph = heapGraph(look.recording, look.snapshot)
  const walk = new Walk(look, { breadth, most })
  for (const object of objects) walk.meet(object - graph.first, 0)
  if (direction !== 'referents') walk.spread(-1, depth)
  if (direction !== 'referrers') walk.spread(1, depth)
  return { ...walk.finish(), direction }
}

/** Meets objects around others. */
class Walk {
  readonly #look: HeapLook
  readonly #limits: { breadth: number; most: number }
  readonly #distance = new Map<number, number>()
  readonly #hidden = new Map<number, number>()
  readonly #reasons = new Map<number, string>()
  #isCut = false

  constructor(look: HeapLook, limits: { breadth: number; most: number }) {
    this.#look = look
    this.#limits = limits
    const { strings } = look.recording.shared
    const { object, reason, isEstimate } = heapRoots(look.recording, look.snapshot)
    if (isEstimate) return
    for (const [i, root] of object.entries()) this.#reasons.set(root, strings[reason[i]!]!)
  }

  meet(object: number, distance: number): boolean {
    if (this.#distance.has(object)) return false
    if (this.#distance.size >= this.#limits.most) {
      this.#isCut = true
      return false
    }
    this.#distance.set(object, distance)
    return true
  }

  /** Follows references (1) or referrers (-1) from the objects asked for. */
  spread(sign: 1 | -1, depth: number): void {
    let edge = [...this.#distance].filter(([, distance]) => distance === 0).map(([object]) => object)
    for (let away = 1; away <= depth && edge.length > 0; away++) {
      const next: number[] = []
      for (const object of edge) {
        if (sign === -1 && away > 1 && this.#reasons.has(object)) continue
        const around = this.#neighbours(object, sign)
        for (const other of around.slice(0, this.#limits.breadth)) {
          if (this.meet(other, sign * away)) next.push(other)
        }
        const hidden = around.filter(other => !this.#distance.has(other)).length
        if (hidden > 0) this.#hidden.set(object, (this.#hidden.get(object) ?? 0) + hidden)
      }
      edge = next
    }
  }

  finish(): Omit<ReferenceGraphAnswer, 'direction'> {
    const { recording, snapshot } = this.#look
    const graph = heapGraph(recording, snapshot)
    const met = [...this.#distance.keys()]
    const place = new Map(met.map((object, i) => [object, i]))
    const nodes = met.map(object => ({
      ...describeObject(this.#look, graph.first + object),
      distance: this.#distance.get(object)!,
      root: this.#reasons.get(object) ?? null,
      hidden: this.#hidden.get(object) ?? 0,
    }))
    return { nodes, edges: met.flatMap(object => this.#edgesOf(object, place)), isCut: this.#isCut }
  }

  #neighbours(object: number, sign: 1 | -1): number[] {
    const { recording, snapshot } = this.#look
    const graph = heapGraph(recording, snapshot)
    const { start, other } =
      sign === 1
        ? { start: graph.start, other: graph.to }
        : (({ start, from }) => ({ start, other: from }))(reverseReferences(recording, snapshot))
    const found = new Set(other.subarray(start[object]!, start[object + 1]!))
    found.delete(object)
    const weight = (neighbour: number) => describeObject(this.#look, graph.first + neighbour).retained
    // Of a million it does not matter which are the largest.
    const some = Array.from(found)
    const shown = some.length > 10_000 ? some.slice(0, 10_000) : some
    const weights = new Map(shown.map(neighbour => [neighbour, weight(neighbour)]))
    shown.sort((a, b) => weights.get(b)! - weights.get(a)! || a - b)
    return some.length > shown.length ? [...shown, ...some.slice(shown.length)] : shown
  }

  #edgesOf(object: number, place: ReadonlyMap<number, number>): ReferenceEdge[] {
    const { recording, snapshot } = this.#look
    const { strings } = recording.shared
    const { start, to, label } = heapGraph(recording, snapshot)
    const labels = new Map<number, string[]>()
    for (let r = start[object]!; r < start[object + 1]!; r++) {
      const end = place.get(to[r]!)
      if (end === undefined) continue
      const known = labels.get(end) ?? []
      known.push(label[r] === -1 ? '' : strings[label[r]!]!)
      labels.set(end, known)
    }
    const from = place.get(object)!
    return Array.from(labels, ([end, all]) => {
      const named = all.filter(text => text !== '')
      const more = named.length > LABELS_SHOWN ? ` and ${named.length - LABELS_SHOWN} more` : ''
      return { from, to: end, label: `${named.slice(0, LABELS_SHOWN).join(', ')}${more}` }
    })
  }
}
