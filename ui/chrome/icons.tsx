import type { View } from '../state/app-state.ts'

const PATHS: Readonly<Record<string, string>> = {
  functions: 'M3 5h14M3 10h14M3 15h9',
  flame: 'M3 16h14M3 12.5h11M3 9h7M3 5.5h4',
  callers: 'M10 3v4M10 13v4M10 7l-5 3v0l5 3 5-3zM7 3h6M7 17h6',
  graph: 'M7 2.5h6v4H7zM2.5 13.5h6v4h-6zM11.5 13.5h6v4h-6zM9 6.5l-3 7M11 6.5l3 7',
  compare: 'M3 4h6v12H3zM11 4h6v12h-6M5.5 8h1M5.5 11h1M13.5 8h1M13.5 11h1',
  swap: 'M3 7h12l-3-3M17 13H5l3 3',
  map: 'M3 3.5h14v13H3zM10.5 3.5v13M10.5 9.5H17M14 9.5v7M3 11.5h7.5',
  source: 'M7 5l-5 5 5 5M13 5l5 5-5 5',
  threads: 'M2 5h5M9 5h9M2 10h9M13 10h5M2 15h3M7 15h11',
  heap: 'M3 16.5h14M4.5 16.5v-4h4v4M8.5 16.5v-4h4v4M6.5 12.5v-4h4v4M12.5 16.5v-4h3v4M8 8.5v-4h3.5v4',
  keys: 'M2.5 5.5h15v9h-15zM5.5 8.5h.5M8.5 8.5h.5M11.5 8.5h.5M14.5 8.5h.5M6 11.5h8',
  search: 'M9 3.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11zM13.2 13.2L17 17',
  open: 'M2.5 6V15.5h15V7.5H10L8 5H2.5z',
  save: 'M10 3v9M6.5 9L10 12.5 13.5 9M3 13v3.5h14V13',
  sun: 'M10 6.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7zM10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4',
  moon: 'M16 12.2A6.8 6.8 0 0 1 7.8 4a6.8 6.8 0 1 0 8.2 8.2z',
  pane: 'M3 4h14v12H3zM12 4v12',
  parts: 'M3 5h14v10H3zM8 5v10M13 5v10',
  formula: 'M13 4c-2-1-3 0-3.5 3L8 14c-.4 2.4-1.5 3.2-3 2.5M6 8h7M12 11l4 5M16 11l-4 5',
  info: 'M10 2.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 0 1 0-15zM10 9v5M10 6v.2',
  warning: 'M10 3l7.5 13.5h-15zM10 8v4M10 14.2v.1',
  filter: 'M3 4h14l-5.5 6.5V16l-3-1.5v-4z',
  minus: 'M4 10h12',
  plus: 'M4 10h12M10 4v12',
  fit: 'M3 7.5V3h4.5M12.5 3H17v4.5M17 12.5V17h-4.5M7.5 17H3v-4.5',
  close: 'M5 5l10 10M15 5L5 15',
  up: 'M5 12l5-5 5 5',
  down: 'M5 8l5 5 5-5',
  right: 'M8 5l5 5-5 5',
}

/** A line drawing on a grid of 20; `name` is a key of the list above. Decoration: what it stands beside says the word. */
export function Icon({ name, size = 20 }: { name: View | (string & {}); size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name] ?? ''} />
    </svg>
  )
}
