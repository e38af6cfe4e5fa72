import { signal } from '@preact/signals'

/** Whether files are held over the page. */
export const isDropHovered = signal(false)
