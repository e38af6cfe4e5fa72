import { isPaletteOpen, recording } from '../state/app-state.ts'
import { isSaveOpen } from '../state/save-page.ts'
import { allActions } from './all-actions.ts'
import { hasLetterKeys } from './letter-keys.ts'
import { stepBack } from './step-back.ts'

/** Listens to keys for the whole page. Keys typed into a field are the field's. */
export function startKeys(): void {
  addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      isPaletteOpen.value = !isPaletteOpen.value
      return
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's' && recording.value !== null) {
      event.preventDefault()
      isSaveOpen.value = true
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target as HTMLElement
    const isTyping = target.closest('input:not([type=checkbox]), textarea, select') !== null
    if (event.key === 'Escape') {
      if (stepBack()) event.preventDefault()
      return
    }
    if (isTyping || isPaletteOpen.value || isSaveOpen.value || !hasLetterKeys.value) return
    const action = allActions().find(one => one.key === event.key && one.isAvailable?.() !== false)
    if (action === undefined) return
    event.preventDefault()
    action.run()
  })
}
