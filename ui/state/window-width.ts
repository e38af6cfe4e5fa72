import { type ReadonlySignal, signal } from '@preact/signals'

/** Whether the window is one of those that the right pane becomes a drawer in (`narrow.css`). */
export const isNarrow = follow('(max-width: 1180px)')
/** Whether it is so narrow that buttons have no words. */
export const isWordless = follow('(max-width: 1020px)')
/** Whether it is one of the narrowest that are designed. */
export const isTight = follow('(max-width: 760px)')

function follow(query: string): ReadonlySignal<boolean> {
  const media = matchMedia(query)
  const matches = signal(media.matches)
  media.addEventListener('change', () => {
    matches.value = media.matches
  })
  return matches
}
