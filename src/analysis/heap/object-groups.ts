import { PairMap } from '../../base/pair-map.ts'
import type { Recording } from '../../model/recording.ts'
import { type HeapGraph, heapGraph } from './heap-graph.ts'
import { attributesLabel, heapTypeName } from './heap-names.ts'
import { reverseReferences } from './reverse-references.ts'
import { type SnapshotRange, snapshotRange } from './snapshot-range.ts'

/** What objects of a heap can be sorted into groups by. `kind` is the type, with a dictionary that holds the attributes of an
 *  object told from others ("dict of app.Cell"); `referrer` the kinds of all that refer to an object. */
export const HEAP_GROUPINGS = ['type', 'kind', 'module', 'referrer', 'size', 'site'] as const
/** One of {@link HEAP_GROUPINGS}. */
export type HeapGrouping = (typeof HEAP_GROUPINGS)[number]

/** Objects of a snapshot in groups. */
export interface ObjectGroups {
  /** Of each object of the snapshot (an entry each, the first is the snapshot's first object) its group. */
  readonly group: Int32Array
  readonly names: readonly string[]
  /** Of each group the type its objects have, -1 where they may have several. */
  readonly type: Int32Array
}

/** A referrer's kind is told up to so many of them; the rest is "…". */
const KINDS_TOLD = 6

/**
 * Sorts the objects of a snapshot into groups. O(objects), by kind and by referrer O(objects + references).
 * @throws RangeError if there is no such snapshot. By referrer, a heap without references has the one group "(unknown)".
 */
export function groupObjects(recording: Recording, snapshot: number, by: HeapGrouping): ObjectGroups {
  const range = snapshotRange(recording.heap!, snapshot)
  switch (by) {
    case 'type':
      return byType(recording, range)
    case 'module':
      return byModule(recording, range)
    case 'size':
      return bySize(recording, range)
    case 'site':
      return bySite(recording, range)
    case 'kind':
      return byKind(recording, heapGraph(recording, snapshot))
    case 'referrer':
      return byReferrer(recording, snapshot)
  }
}

function byType(recording: Recording, { first, end }: SnapshotRange): ObjectGroups {
  const { types, objects } = recording.heap!
  const names = Array.from({ length: types.length }, (_, type) => heapTypeName(recording, type))
  return { group: objects.type.subarray(first, end), names, type: Int32Array.from(names.keys()) }
}

function byModule(recording: Recording, { first, end }: SnapshotRange): ObjectGroups {
  const { types, objects } = recording.heap!
  const { strings } = recording.shared
  const groups = new NamedGroups()
  const groupOfType = Int32Array.from(types.module, module =>
    groups.of(module === -1 ? '(no module)' : strings[module]!),
  )
  const group = Int32Array.from(objects.type.subarray(first, end), type => groupOfType[type]!)
  return groups.finish(group)
}

/** Classes of size: powers of two of bytes an object. */
function bySize(recording: Recording, { first, end }: SnapshotRange): ObjectGroups {
  const { size, count } = recording.heap!.objects
  const group = new Int32Array(end - first)
  // Class k holds sizes under 2 ** k.
  for (let i = first; i < end; i++) {
    const each = size[i]! / Math.max(1, count[i]!)
    group[i - first] = each < 1 ? 0 : Math.floor(Math.log2(each)) + 1
  }
  const most = group.reduce((a, b) => Math.max(a, b), 0)
  const names = Array.from({ length: most + 1 }, (_, k) =>
    k === 0 ? '0 B' : `${2 ** (k - 1)} to ${2 ** k - 1} B`,
  )
  return { group, names, type: new Int32Array(names.length).fill(-1) }
}

/** Where objects were allocated: the innermost frame of their stacks. */
function bySite(recording: Recording, { first, end }: SnapshotRange): ObjectGroups {
  const { shared, heap } = recording
  const { strings, stacks, frames, funcs, sources } = shared
  const groups = new NamedGroups()
  const unknown = groups.of('(unknown)')
  const groupOfFrame = new Int32Array(frames.length).fill(-1)
  const group = new Int32Array(end - first)
  for (let i = first; i < end; i++) {
    const stack = heap!.objects.stack[i]!
    if (stack === -1) {
      group[i - first] = unknown
      continue
    }
    const frame = stacks.frame[stack]!
    if (groupOfFrame[frame] === -1) {
      const func = frames.func[frame]!
      const source = funcs.source[func]!
      const name = strings[funcs.name[func]!]!
      const line = frames.line[frame]!
      const place = source === -1 ? '' : ` (${strings[sources.path[source]!]!}${line > 0 ? `:${line}` : ''})`
      groupOfFrame[frame] = groups.of(`${name}${place}`)
    }
    group[i - first] = groupOfFrame[frame]!
  }
  return groups.finish(group)
}

/** The type, with dictionaries of attributes told apart by the type whose objects they belong to. */
function byKind(recording: Recording, graph: HeapGraph): ObjectGroups {
  const { types } = recording.heap!
  const attributes = attributesLabel(recording)
  const names = Array.from({ length: types.length }, (_, type) => heapTypeName(recording, type))
  const type = Array.from(names.keys())
  const group = graph.type.slice()
  const { length, start, to, label } = graph
  const kindOf = new PairMap()
  for (let owner = 0; owner < length; owner++) {
    for (let r = start[owner]!; r < start[owner + 1]!; r++) {
      if (label[r] !== attributes) continue
      const own = graph.type[to[r]!]!
      let kind = kindOf.get(own, graph.type[owner]!)
      if (kind === -1) {
        kind = names.length
        kindOf.set(own, graph.type[owner]!, kind)
        names.push(`${names[own]!} of ${names[graph.type[owner]!]!}`)
        type.push(own)
      }
      group[to[r]!] = kind
    }
  }
  return { group, names, type: Int32Array.from(type) }
}

/** The set of kinds of all that refer to an object, as heapy's classification `byrcs`. */
function byReferrer(recording: Recording, snapshot: number): ObjectGroups {
  const graph = heapGraph(recording, snapshot)
  const kinds = byKind(recording, graph)
  if (!recording.heap!.hasReferences) {
    return {
      group: new Int32Array(graph.length),
      names: ['(unknown)'],
      type: new Int32Array(1).fill(-1),
    }
  }
  const { start, from } = reverseReferences(recording, snapshot)
  const seen = new Int32Array(kinds.names.length).fill(-1)
  // A set is a path in a tree of kinds in rising order: node 0 is the empty set.
  const sets = new PairMap()
  const kindsOfSet: (readonly number[])[] = [[]]
  const group = new Int32Array(graph.length)
  const found: number[] = []
  for (let object = 0; object < graph.length; object++) {
    found.length = 0
    for (let r = start[object]!; r < start[object + 1]!; r++) {
      const kind = kinds.group[from[r]!]!
      if (seen[kind] === object) continue
      seen[kind] = object
      found.push(kind)
    }
    found.sort((a, b) => a - b)
    let set = 0
    for (let k = 0; k < Math.min(found.length, KINDS_TOLD + 1); k++) {
      const kind = k === KINDS_TOLD ? -2 : found[k]!
      let next = sets.get(set, kind)
      if (next === -1) {
        next = kindsOfSet.length
        sets.set(set, kind, next)
        kindsOfSet.push([...kindsOfSet[set]!, kind])
      }
      set = next
    }
    group[object] = set
  }
  const names = kindsOfSet.map(set =>
    set.length === 0 ? '(nobody)' : set.map(kind => (kind === -2 ? '…' : kinds.names[kind]!)).join(', '),
  )
  return { group, names, type: new Int32Array(names.length).fill(-1) }
}

/** Groups by name, numbered as they come. */
class NamedGroups {
  readonly #index = new Map<string, number>()

  of(name: string): number {
    let index = this.#index.get(name)
    if (index === undefined) {
      index = this.#index.size
      this.#index.set(name, index)
    }
    return index
  }

  finish(group: Int32Array): ObjectGroups {
    const names = [...this.#index.keys()]
    return { group, names, type: new Int32Array(names.length).fill(-1) }
  }
}
