import { signal } from '@preact/signals'
import type { Lens } from '../../src/analysis/square-map/layout.ts'
import type { HeapMapBy } from '../../src/query/heap/map.ts'

export const heapMapBy = signal<HeapMapBy>('types')
/** The way from an outermost box of the map to the one that fills it; empty: all of it. */
export const heapMapPath = signal<readonly number[]>([])
/** What is enlarged by wheel or keys; null: nothing. Not in the URL. */
export const heapMapLens = signal<Lens | null>(null)
/** The tree's node of the map under the keyboard, -1 none. Not in the URL. */
export const heapMapFocus = signal(-1)
/** Size of the map in CSS pixels; null before it is there. */
export const heapMapSize = signal<{ readonly width: number; readonly height: number } | null>(null)

/** Fills the map with what a path leads to. */
export function heapMapZoomTo(path: readonly number[]): void {
  heapMapPath.value = path
  heapMapLens.value = null
  heapMapFocus.value = -1
}

/** Goes back one zoom; false when all of the map is shown already. */
export function heapMapZoomBack(): boolean {
  const path = heapMapPath.peek()
  if (heapMapLens.peek() !== null) heapMapLens.value = null
  else if (path.length > 0) heapMapZoomTo(path.slice(0, -1))
  else return false
  return true
}
