import type { Signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { hasNoFocusBut } from './frame-menu.tsx'

/** Closes a box when the pointer is pressed outside of `host`, which holds the box and its button. */
export function useOutsideClose(host: RefObject<HTMLElement | null>, isOpen: Signal<boolean>): void {
  const open = isOpen.value
  useEffect(() => {
    if (!open) return
    const onPointer = (event: PointerEvent) => {
      if (host.current?.contains(event.target as Node) !== true) isOpen.value = false
    }
    addEventListener('pointerdown', onPointer)
    return () => removeEventListener('pointerdown', onPointer)
  }, [open])
}

/** Gives the focus to `first` (or the box) when a box opens, and back to its button when it closes, unless it has gone elsewhere. */
export function useFocusInside(
  host: RefObject<HTMLElement | null>,
  button: HTMLElement | null,
  first?: RefObject<HTMLElement | null>,
): void {
  useLayoutEffect(() => {
    const box = host.current!
    ;(first?.current ?? box).focus()
    return () => {
      if (hasNoFocusBut(box)) button?.focus()
    }
  }, [])
}
