import { useSignalEffect } from '@preact/signals'
import type { RefObject } from 'preact'
import { isHeapFocusWanted } from '../state/heap-state.ts'

/** Gives a picture of the heap the keyboard as soon as it is there, where an action asked for it. */
export function useWantedFocus(host: RefObject<HTMLElement | null>): void {
  useSignalEffect(() => {
    if (!isHeapFocusWanted.value || host.current === null) return
    isHeapFocusWanted.value = false
    host.current.focus()
  })
}
