import { computed, effect, signal } from '@preact/signals'
import type { Theme } from '../../src/render/svg/heat.ts'

const KEY = 'pyrometer-theme'
const systemIsLight = matchMedia('(prefers-color-scheme: light)')

const system = signal<Theme>(systemIsLight.matches ? 'light' : 'dark')
const chosen = signal<Theme | null>(stored())

/** What is drawn: the reader's choice, else the system's. */
export const theme = computed<Theme>(() => chosen.value ?? system.value)

/** Whether the reader asked the system for less motion. */
export const isMotionReduced = signal(matchMedia('(prefers-reduced-motion: reduce)').matches)

// A page opened from a file may have no storage at all; then the choice lasts as long as the page.
function stored(): Theme | null {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : null
  } catch {
    return null
  }
}

export function toggleTheme(): void {
  chosen.value = theme.value === 'dark' ? 'light' : 'dark'
  try {
    localStorage.setItem(KEY, chosen.value)
  } catch {
    // No storage: nothing to keep.
  }
}

/** Writes the theme on the root element and follows the system. */
export function startTheme(): void {
  systemIsLight.addEventListener('change', event => {
    system.value = event.matches ? 'light' : 'dark'
  })
  matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', event => {
    isMotionReduced.value = event.matches
  })
  effect(() => {
    document.documentElement.dataset.theme = theme.value
  })
}
