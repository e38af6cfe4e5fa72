import { type Signal, useSignalEffect } from '@preact/signals'
import type { RefObject } from 'preact'

/** Gives a picture the keyboard as soon as it is there, where an action asked for it. */
export function useWantedFocus(host: RefObject<HTMLElement | null>, isWanted: Signal<boolean>): void {
  useSignalEffect(() => {
    if (!isWanted.value || host.current === null) return
    isWanted.value = false
    host.current.focus()
  })
}
