import { batch, computed } from '@preact/signals'
import { functions } from './answers.ts'
import { baseIndex, opened, recordingIndex, recordings, type SortKey, sort } from './app-state.ts'
import { chooseFiles, openBeside } from './open-files.ts'
import { zoomReset } from './zoom-history.ts'

/** Columns of the functions table that only a difference has. */
export const DIFFERENCE_KEYS: ReadonlySet<SortKey> = new Set(['was', 'delta', 'change', 'totalDelta'])

/** Whether what is on screen is a difference. */
export const isCompared = computed(() => functions.value.value?.difference != null)

/** Compares the recording on screen with another open one; null: with none. */
export function compareWith(index: number | null): void {
  if (index === baseIndex.peek()) return
  batch(() => {
    baseIndex.value = index
    const isOfDifference = DIFFERENCE_KEYS.has(sort.peek().key)
    if (index !== null && sort.peek().key === 'self') sort.value = { key: 'delta', isRising: false }
    if (index === null && isOfDifference) sort.value = { key: 'self', isRising: false }
    // What was zoomed to is somewhere else.
    zoomReset()
  })
}

/** Shows the base, compared with what is on screen now. */
export function swapSides(): void {
  const [own, base] = [recordingIndex.peek(), baseIndex.peek()]
  if (base === null) return
  batch(() => {
    recordingIndex.value = base
    baseIndex.value = own
    zoomReset()
  })
}

/** Opens files the reader chooses, and compares the recording on screen with the first of them. */
export function chooseBase(): void {
  chooseFiles(files => {
    void (async () => {
      const first = await openBeside(files)
      if (first !== null && opened.peek() !== null && first < recordings.peek().length) compareWith(first)
    })()
  })
}
