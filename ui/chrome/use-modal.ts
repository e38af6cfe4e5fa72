import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/** What a dialog needs that covers the page: `first` gets the focus, nothing behind it can be reached, and when it closes the focus
 *  goes back to where it was. */
export function useModal(first: RefObject<HTMLElement | null>): void {
  // Before the next key arrives: a slower focus would let it reach the page.
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null
    const behind = [...document.querySelectorAll<HTMLElement>('.app > :not(.overlay)')]
    first.current?.focus()
    for (const element of behind) element.inert = true
    return () => {
      for (const element of behind) element.inert = false
      before?.focus?.()
    }
  }, [])
}
