import { computed, effect, signal } from '@preact/signals'
import { compileSearch } from '../../src/query/filter/search-pattern.ts'
import type { HeapGrouping } from '../../src/query/heap/table.ts'
import type { LookRef } from '../worker/heap-protocol.ts'
import { baseIndex, opened, recordings, searchText, view } from './app-state.ts'
import {
  heapMapBy,
  heapMapLens,
  heapMapPath,
  heapMapSize,
  heapMapZoomBack,
  heapMapZoomTo,
} from './heap-map-state.ts'
import { resource } from './resource.ts'

/** What stands above the table of types. */
export const HEAP_PICTURES = ['map', 'references', 'paths'] as const
export type HeapPicture = (typeof HEAP_PICTURES)[number]

/** What the table can be sorted by. */
export const HEAP_SORT_KEYS = ['name', 'count', 'size', 'retained', 'countDelta', 'sizeDelta'] as const
export type HeapSortKey = (typeof HEAP_SORT_KEYS)[number]

/** Whose references the graph follows, and how far. */
export const HEAP_DIRECTIONS = ['both', 'referrers', 'referents'] as const
export const HEAP_DEPTHS = [1, 2, 3, 4, 6] as const

/** Objects listed of a group, neighbours of an object, and ways to it. */
const OBJECTS_LISTED = 100
const NEIGHBOURS_LISTED = 40
const WAYS_LISTED = 8
const GROUP_WAYS_LISTED = 24

/** Index into `heap.snapshots`; null: the last. */
export const heapSnapshot = signal<number | null>(null)
/** The snapshot that growth is counted from; null: none. */
export const heapSince = signal<number | null>(null)
export const heapBy = signal<HeapGrouping>('type')
export const heapPicture = signal<HeapPicture>('map')
export const heapDirection = signal<(typeof HEAP_DIRECTIONS)[number]>('both')
export const heapDepth = signal<number>(2)
/** Null: what suits the columns there are. */
export const heapSort = signal<{ readonly key: HeapSortKey; readonly isRising: boolean } | null>(null)
/** The selected group of the table by its name, '' none. */
export const heapGroup = signal('')
/** The selected object, an index into `heap.objects`; -1 none. */
export const heapObject = signal(-1)
/** The object of the graph under the keyboard, -1 none. Not in the URL. */
export const heapGraphFocus = signal(-1)
/** Whether the heap's picture takes the keyboard as soon as it is there. */
export const isHeapFocusWanted = signal(false)

/** The heap of the recording on screen, null none. */
export const heapInfo = computed(() => opened.value?.heap ?? null)

/** The snapshot that is looked at. */
export const shownSnapshot = computed(() => {
  const count = heapInfo.value?.snapshots.length ?? 0
  const wanted = heapSnapshot.value
  return wanted !== null && wanted < count ? wanted : count - 1
})

const look = computed<LookRef | null>(() =>
  heapInfo.value === null || shownSnapshot.value < 0
    ? null
    : { id: opened.value!.id, snapshot: shownSnapshot.value },
)

/** What growth is counted from: an earlier snapshot, else the last one of the base. */
export const since = computed<LookRef | null>(() => {
  const info = opened.value
  if (info?.heap == null) return null
  const own = heapSince.value
  if (own !== null && own < info.heap.snapshots.length && own !== shownSnapshot.value) {
    return { id: info.id, snapshot: own }
  }
  const base = baseIndex.value === null ? undefined : recordings.value[baseIndex.value]
  const snapshots = base?.heap?.snapshots.length ?? 0
  return base === undefined || snapshots === 0 ? null : { id: base.id, snapshot: snapshots - 1 }
})

/** A question about the heap: asked while the view is shown, kept while it is not. */
const whenShown = <T>(question: (look: LookRef) => T): T | null | 'keep' =>
  look.value === null ? null : view.value === 'heap' ? question(look.value) : 'keep'

const hasReferences = () => heapInfo.value?.hasReferences === true

// What groups retain takes seconds in a heap of millions: the table comes first without.

/** The table without what groups retain. */
export const heapTable = resource('heapTable', () =>
  whenShown(look => ({ look, by: heapBy.value, since: since.value, hasRetained: false })),
)

/** The biggest objects of the selected group. */
export const heapObjects = resource('heapObjects', () =>
  heapGroup.value === ''
    ? null
    : whenShown(look => ({
        ...{ look, by: heapBy.value, group: heapGroup.value, limit: OBJECTS_LISTED },
      })),
)

/** The object that is looked at: the selected one, else the biggest of the selected group; -1 none. */
export const shownObject = computed(() => {
  const starts = heapInfo.value?.firstObjects ?? []
  const [first = 0, end = 0] = [starts[shownSnapshot.value], starts[shownSnapshot.value + 1]]
  if (heapObject.value >= first && heapObject.value < end) return heapObject.value
  const listed = heapObjects.value
  const isCurrent = listed.value !== null && listed.value.group === heapGroup.value && !listed.isLoading
  const hasObjects = heapInfo.value?.snapshots[shownSnapshot.value]?.hasObjects === true
  return isCurrent && hasObjects ? (listed.value?.objects[0]?.object ?? -1) : -1
})

/** The map, while it is shown. */
export const heapMap = resource('heapMap', () =>
  heapPicture.value !== 'map' || heapMapSize.value === null
    ? look.value === null
      ? null
      : 'keep'
    : whenShown(look => ({
        ...{ look, by: heapMapBy.value, path: heapMapPath.value, lens: heapMapLens.value },
        ...heapMapSize.value!,
      })),
)

/** The table with what groups retain. */
const heapRetained = resource('heapTable', () =>
  !hasReferences()
    ? null
    : whenShown(look => ({ look, by: heapBy.value, since: since.value, hasRetained: true })),
)

/** The selected object with what is around it. */
export const heapNeighbours = resource('heapObject', () =>
  shownObject.value === -1 || !hasReferences()
    ? null
    : whenShown(look => ({
        ...{ look, by: heapBy.value, object: shownObject.value, limit: NEIGHBOURS_LISTED },
      })),
)

/** Why the objects of the selected group are alive, while no single one is selected. */
export const heapGroupPaths = resource('heapGroupPaths', () =>
  heapGroup.value === '' || heapObject.value !== -1 || !hasReferences()
    ? null
    : heapPicture.value !== 'paths'
      ? 'keep'
      : whenShown(look => ({
          ...{ look, by: heapBy.value, group: heapGroup.value, limit: GROUP_WAYS_LISTED },
        })),
)

/** Whether the ways to all of a group are shown, or about to be. */
function isOfGroup(): boolean {
  const { value, isLoading } = heapGroupPaths.value
  return heapObject.value === -1 && (isLoading || value !== null)
}

/** Why the selected object is alive. */
export const heapPaths = resource('heapPaths', () =>
  shownObject.value === -1 || !hasReferences()
    ? null
    : heapPicture.value !== 'paths' || isOfGroup()
      ? 'keep'
      : whenShown(look => ({ look, object: shownObject.value, limit: WAYS_LISTED })),
)

/** The references around the selected object, while they are shown. */
export const heapGraph = resource('heapGraph', () =>
  shownObject.value === -1 || !hasReferences()
    ? null
    : heapPicture.value !== 'references'
      ? 'keep'
      : whenShown(look => ({
          ...{ look, object: shownObject.value },
          ...{ direction: heapDirection.value, depth: heapDepth.value },
        })),
)

/** The newest table there is: with what groups retain as soon as that is known. */
export const heapRows = computed(() => {
  const quick = heapTable.value
  const whole = heapRetained.value
  const isCurrent =
    whole.value !== null &&
    !whole.isLoading &&
    whole.recording === quick.recording &&
    whole.value.by === heapBy.value
  return { answer: isCurrent ? whole.value : quick.value, isRetainedComing: hasReferences() && !isCurrent }
})

/** What the table is sorted by: what retains most, or grew most, unless the reader says otherwise. */
export const shownHeapSort = computed(() => {
  const chosen = heapSort.value
  const rows = heapRows.value.answer?.rows ?? null
  const isThere = (key: HeapSortKey) =>
    (key !== 'retained' || rows === null || rows.retained !== null) &&
    ((key !== 'countDelta' && key !== 'sizeDelta') || since.value !== null)
  if (chosen !== null && isThere(chosen.key)) return chosen
  return { key: since.value === null ? ('size' as const) : ('sizeDelta' as const), isRising: false }
})

/** Rows of the table that the search keeps, in the order of the table. */
export const heapOrder = computed<readonly number[]>(() => {
  const rows = heapRows.value.answer?.rows
  if (rows === undefined) return []
  const isFound = searchOf(searchText.value.trim())
  const { key, isRising } = shownHeapSort.value
  const order = Array.from(rows.name.keys()).filter(row => isFound(rows.name[row]!))
  const column = key === 'name' ? null : rows[key]
  const sign = isRising ? 1 : -1
  return order.sort((a, b) => {
    const by = column === null ? compare(rows.name[a]!, rows.name[b]!) : column[a]! - column[b]!
    return sign * by || rows.size[b]! - rows.size[a]! || a - b
  })
})

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether the search finds a name; everything where there is no search, or a pattern that is not whole yet. */
export function searchOf(text: string): (name: string) => boolean {
  if (text === '') return () => true
  try {
    return compileSearch(text)
  } catch {
    return () => true
  }
}

/** Size in bytes of each group by name, and the largest: what the heat of heaps is of. */
export const heapHeat = computed(() => {
  const rows = heapTable.value.value?.rows
  const sizes = new Map<string, number>()
  let hottest = 0
  for (let row = 0; row < (rows?.length ?? 0); row++) {
    sizes.set(rows!.name[row]!, rows!.size[row]!)
    hottest = Math.max(hottest, rows!.size[row]!)
  }
  return { sizes, hottest }
})

// The largest group is what a reader looks at first.
effect(() => {
  const answer = heapTable.value.value
  if (heapGroup.value !== '' || answer === null || answer.by !== heapBy.value || answer.rows.length === 0)
    return
  let largest = 0
  for (let row = 1; row < answer.rows.length; row++) {
    if (answer.rows.size[row]! > answer.rows.size[largest]!) largest = row
  }
  heapGroup.value = answer.rows.name[largest]!
})

/** Undoes what belongs to one recording. */
export function resetHeap(): void {
  heapSnapshot.value = null
  heapSince.value = null
  heapMapZoomTo([])
  heapGraphFocus.value = -1
  heapGroup.value = ''
  heapObject.value = -1
  heapSort.value = null
}

/** Selects a group of the table, and no object. */
export function selectGroup(name: string): void {
  if (heapGroup.peek() === name) return
  heapGroup.value = name
  heapObject.value = -1
}

/** Selects an object; the group follows when its answer says which it is. */
export function selectObject(object: number): void {
  heapObject.value = object
  heapGraphFocus.value = -1
}

/** Escape: the map's last zoom, then the object, then the group; false when nothing was to be taken back. */
export function heapStepBack(): boolean {
  if (heapPicture.peek() === 'map' && heapMapZoomBack()) return true
  if (heapObject.peek() !== -1) heapObject.value = -1
  else return false
  return true
}
