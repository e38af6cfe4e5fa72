import { computed, signal } from '@preact/signals'
import type { Lens } from '../../src/analysis/square-map/layout.ts'
import type { Nesting } from '../../src/analysis/square-map/tile.ts'
import type { MapGrouping } from '../../src/query/tree/square-map.ts'
import { recording, selected } from './app-state.ts'

/** What the heat of a box in the map is of: its function's self or total time, all over the recording. */
export type HeatMeasure = 'self' | 'total'

export const mapBy = signal<MapGrouping>('calls')
export const mapNesting = signal<Nesting>('squarified')
export const heatMeasure = signal<HeatMeasure>('self')
/** The function of the caller or callee map; -1: the selected one. */
export const mapFunc = signal(-1)
/** The way from an outermost box to the one that fills the map (see `SquareMapAnswer.way`); empty: all of it. */
export const mapPath = signal<readonly number[]>([])
/** What is enlarged by wheel or keys; null: nothing. Not in the URL. */
export const mapLens = signal<Lens | null>(null)
/** The tree's node under the keyboard, -1 none. Not in the URL. */
export const mapFocus = signal(-1)
/** What transforms of the box under the keyboard are about: its func, and where a call tree is shown the way to it. */
export const mapTarget = signal<{ readonly func: number; readonly path: readonly number[] | null } | null>(
  null,
)
/** Whether the map takes the keyboard as soon as it is there. */
export const isMapFocusWanted = signal(false)
/** Size of the map in CSS pixels; null before it is there. */
export const mapSize = signal<{ readonly width: number; readonly height: number } | null>(null)

/** Where Escape leads: the paths zoomed in from, the oldest first. */
const history = signal<readonly (readonly number[])[]>([])

/** The function that the caller or callee map is of, -1 none. */
export const shownMapFunc = computed(() => {
  const count = recording.value?.funcs.name.length ?? 0
  if (mapFunc.value !== -1 && mapFunc.value < count) return mapFunc.value
  return selected.value < count ? selected.value : -1
})

/** Fills the map with what a path leads to, and remembers where from. */
export function mapZoomTo(path: readonly number[]): void {
  history.value = path.length === 0 ? [] : [...history.value, mapPath.peek()]
  mapPath.value = path
  mapLens.value = null
  mapFocus.value = -1
}

/** Goes back one zoom; false when all of the map is shown already. */
export function mapZoomBack(): boolean {
  if (mapLens.peek() !== null) {
    mapLens.value = null
    return true
  }
  if (mapPath.peek().length === 0) return false
  mapPath.value = history.value.at(-1) ?? []
  history.value = history.value.slice(0, -1)
  mapFocus.value = -1
  return true
}

/** Shows another tree: from its roots. */
export function chooseMapTree(by: MapGrouping): void {
  mapBy.value = by
  mapFunc.value = by === 'callers' || by === 'callees' ? selected.peek() : -1
  mapZoomTo([])
}

/** Undoes what belongs to one recording. */
export function resetMap(): void {
  mapFunc.value = -1
  mapZoomTo([])
}
