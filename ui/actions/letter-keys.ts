import { signal } from '@preact/signals'

const KEY = 'pyrometer-letter-keys'

/** Whether single letters, digits and signs are keys of the page. Who speaks to the computer, or hits keys by accident, turns them off
 *  (WCAG 2.2, 2.1.4); the palette has every action. */
export const hasLetterKeys = signal(stored())

// A page opened from a file may have no storage at all; then the choice lasts as long as the page.
function stored(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}

export function setLetterKeys(isOn: boolean): void {
  hasLetterKeys.value = isOn
  try {
    localStorage.setItem(KEY, isOn ? 'on' : 'off')
  } catch {
    // No storage: nothing to keep.
  }
}
