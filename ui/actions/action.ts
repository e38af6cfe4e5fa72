/** Something the reader can do: an entry of the palette, and with a key, of the key sheet. */
export interface Action {
  readonly id: string
  readonly title: string
  readonly group: 'Views' | 'Filter' | 'Transform' | 'Flame' | 'Graph' | 'Map' | 'Heap' | 'Page'
  /** As a KeyboardEvent's `key`; null: only in the palette. */
  readonly key: string | null
  readonly run: () => void
  /** Absent: always. */
  readonly isAvailable?: () => boolean
}
