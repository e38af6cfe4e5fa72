import { groupObjects, type ObjectGroups } from '../../src/analysis/heap/object-groups.ts'
import { snapshotRange } from '../../src/analysis/heap/snapshot-range.ts'
import type { Recording } from '../../src/model/recording.ts'
import { queryHeapGrowth } from '../../src/query/heap/growth.ts'
import { type HeapLook, heapFigures, queryHeapSnapshots } from '../../src/query/heap/look.ts'
import { queryBiggestObjects } from '../../src/query/heap/objects.ts'
import { queryHeapPaths, queryHeapTypePaths } from '../../src/query/heap/paths.ts'
import { queryHeapReferents, queryHeapReferrers } from '../../src/query/heap/referrers.ts'
import { type HeapGrouping, type HeapTable, queryHeapTable } from '../../src/query/heap/table.ts'
import { answerHeapGraph } from './heap-graph-answer.ts'
import { answerHeapMap } from './heap-map-answer.ts'
import type {
  HeapInfo,
  HeapObjectAnswer,
  HeapObjectsAnswer,
  HeapQuestions,
  HeapTableAnswer,
  HeapTableRows,
  LookRef,
} from './heap-protocol.ts'

type HeapAnswers = {
  readonly [N in keyof HeapQuestions]: (input: HeapQuestions[N]['in']) => HeapQuestions[N]['out']
}

/** What the page is told of a heap; null where the recording has none. O(objects). */
export function describeHeap(recording: Recording): HeapInfo | null {
  const { heap } = recording
  if (heap === null) return null
  return {
    snapshots: queryHeapSnapshots(recording),
    firstObjects: [...heap.snapshots.firstObject, heap.objects.length],
    hasReferences: heap.hasReferences,
    hasRoots: heap.roots.length > 0,
    hasSites: heap.objects.stack.some(stack => stack !== -1),
  }
}

/** Answers to questions about heaps; `open` finds a recording by its number. */
export function heapAnswers(open: (id: number) => Recording): HeapAnswers {
  const lookAt = ({ id, snapshot }: LookRef): HeapLook => ({ recording: open(id), snapshot })
  return {
    heapTable: ({ look, since, ...how }) =>
      answerTable(lookAt(look), since === null ? null : lookAt(since), how),
    heapMap: ({ look, ...how }) => answerHeapMap(lookAt(look), how),
    heapObjects: ({ look, ...how }) => answerObjects(lookAt(look), how),
    heapObject: ({ look, ...how }) => answerObject(lookAt(look), how),
    heapGroupPaths: ({ look, ...how }) => answerGroupPaths(lookAt(look), how),
    heapPaths: ({ look, object, limit }) => queryHeapPaths(lookAt(look), object, { limit }),
    heapGraph: ({ look, ...how }) => answerHeapGraph(lookAt(look), how),
  }
}

function answerTable(
  look: HeapLook,
  since: HeapLook | null,
  { by, hasRetained }: { by: HeapGrouping; hasRetained: boolean },
): HeapTableAnswer {
  const table = queryHeapTable(look, { by, hasRetained })
  const retained = hasRetained && look.recording.heap!.hasReferences ? table.retained : null
  const rows = { ...table, retained, countDelta: null, sizeDelta: null }
  return {
    by,
    rows: since === null ? picked(rows) : withGrowth(rows, [since, look], by),
    total: table.total,
    before: since === null ? null : heapFigures(since),
  }
}

/** Nothing but what the page needs crosses to it. */
function picked(rows: HeapTableRows): HeapTableRows {
  const { length, name, count, size, tracked, untracked, retained, countDelta, sizeDelta } = rows
  return { length, name, count, size, tracked, untracked, retained, countDelta, sizeDelta }
}

/** The rows with what they grew by since the earlier look; groups that are gone come last. */
function withGrowth(
  rows: Pick<HeapTable, 'length' | 'name' | 'count' | 'size' | 'tracked' | 'untracked'> & {
    readonly retained: Float64Array | null
  },
  looks: readonly [HeapLook, HeapLook],
  by: HeapGrouping,
): HeapTableRows {
  const growth = queryHeapGrowth(looks, { by })
  const known = new Map(rows.name.map((name, row) => [name, row]))
  const gone = growth.name.filter(name => !known.has(name))
  for (const name of gone) known.set(name, known.size)
  const longer = (column: Float64Array, rest = 0) => {
    const all = new Float64Array(known.size).fill(rest)
    all.set(column)
    return all
  }
  const countDelta = new Float64Array(known.size)
  const sizeDelta = new Float64Array(known.size)
  for (const [i, name] of growth.name.entries()) {
    countDelta[known.get(name)!] = growth.countDelta[i]!
    sizeDelta[known.get(name)!] = growth.sizeDelta[i]!
  }
  return {
    length: known.size,
    name: [...rows.name, ...gone],
    count: longer(rows.count),
    size: longer(rows.size),
    tracked: longer(rows.tracked),
    untracked: longer(rows.untracked),
    retained: rows.retained === null ? null : longer(rows.retained),
    countDelta,
    sizeDelta,
  }
}

/** The groups that were asked for last: walking from object to object asks for the same again and again. */
let last: { readonly of: HeapLook; readonly by: HeapGrouping; readonly groups: ObjectGroups } | null = null

function groupsOf(look: HeapLook, by: HeapGrouping): ObjectGroups {
  const { recording, snapshot } = look
  if (last === null || last.of.recording !== recording || last.of.snapshot !== snapshot || last.by !== by) {
    last = { of: look, by, groups: groupObjects(recording, snapshot, by) }
  }
  return last.groups
}

function answerObjects(
  look: HeapLook,
  { by, group: name, limit }: { by: HeapGrouping; group: string; limit: number },
): HeapObjectsAnswer {
  const { group, names } = groupsOf(look, by)
  const wanted = names.indexOf(name)
  const only = Uint8Array.from(group, own => (own === wanted ? 1 : 0))
  return { group: name, objects: queryBiggestObjects(look, { limit, only }) }
}

function answerGroupPaths(
  look: HeapLook,
  { by, group: name, limit }: { by: HeapGrouping; group: string; limit: number },
): HeapQuestions['heapGroupPaths']['out'] {
  const { group, names, type } = groupsOf(look, by)
  const wanted = names.indexOf(name)
  const own = type[wanted] ?? -1
  if (own === -1) return null
  const only = Uint8Array.from(group, each => (each === wanted ? 1 : 0))
  const answer = queryHeapTypePaths(look, own, only)
  return { ...answer, group: name, groups: answer.groups.slice(0, limit) }
}

function answerObject(
  look: HeapLook,
  { by, object, limit }: { by: HeapGrouping; object: number; limit: number },
): HeapObjectAnswer {
  const { first } = snapshotRange(look.recording.heap!, look.snapshot)
  const { group, names } = groupsOf(look, by)
  const refersTo = queryHeapReferents(look, object, { limit })
  const referredBy = queryHeapReferrers(look, object, { limit })
  return {
    object: refersTo.object,
    group: names[group[object - first]!]!,
    refersTo: refersTo.neighbours,
    refersToCount: refersTo.total,
    referredBy: referredBy.neighbours,
    referredByCount: referredBy.total,
  }
}
