/** What a pattern may do, by the name of its transform. */
export type FilterKind = (typeof STACK_KINDS)[number]['value'] | (typeof TAG_KINDS)[number]['value']

/** Filters by what stands in a stack. */
export const STACK_KINDS = [
  { value: 'focus', label: 'Focus', hint: 'Only samples in whose stack a function, file or binary matches' },
  { value: 'ignore', label: 'Ignore', hint: 'Without the samples in whose stack one matches' },
  { value: 'hide', label: 'Hide', hint: 'Without the frames that match: their cost falls to their callers' },
  { value: 'show', label: 'Show', hint: 'Only the frames that match' },
  { value: 'show-from', label: 'Show from', hint: 'Cuts off what is above the first frame that matches' },
  { value: 'prune-from', label: 'Prune from', hint: 'Cuts off what the last function that matches called' },
] as const

/** Filters of lines, where nothing else was measured. */
export const LINE_KINDS = [
  { value: 'focus', label: 'Focus', hint: 'Only lines whose function, file or place (a.py:12) matches' },
  { value: 'ignore', label: 'Ignore', hint: 'Without the lines of which one matches' },
  { value: 'hide', label: 'Hide', hint: 'Without the lines of which one matches' },
  { value: 'show', label: 'Show', hint: 'Only lines whose function, file or place (a.py:12) matches' },
] as const

/** Filters by the tags of samples: labels, threads and processes. */
export const TAG_KINDS = [
  {
    value: 'tagfocus',
    label: 'Tag focus',
    hint: 'Only samples whose tags match: REGEX, KEY=REGEX, 128kb:512kb, KEY=:1s',
  },
  { value: 'tagignore', label: 'Tag ignore', hint: 'Without the samples whose tags match' },
  { value: 'tagshow', label: 'Tag show', hint: 'Keeps only the labels whose key matches' },
  { value: 'taghide', label: 'Tag hide', hint: 'Drops the labels whose key matches' },
  { value: 'tagroot', label: 'Tag root', hint: 'Puts tags above the root: keys, separated by commas' },
  { value: 'tagleaf', label: 'Tag leaf', hint: 'Puts tags below the leaf: keys, separated by commas' },
] as const

/** What a filter does. */
export function hintOf(kind: FilterKind): string {
  return [...STACK_KINDS, ...TAG_KINDS].find(({ value }) => value === kind)!.hint
}

/** Whether a filter is about tags. */
export function isTagKind(kind: FilterKind): boolean {
  return TAG_KINDS.some(({ value }) => value === kind)
}

/** What a pattern is when a key is added to it. */
export function withKey(kind: FilterKind, pattern: string, key: string): string {
  if (kind === 'tagfocus' || kind === 'tagignore') return `${key}=`
  if (kind === 'tagshow' || kind === 'taghide') return key.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return pattern.trim() === '' ? key : `${pattern.replace(/,\s*$/, '')},${key}`
}
