import { computed, effect, signal } from '@preact/signals'
import { GROUPINGS, type Grouping } from '../../src/analysis/totals/function-groups.ts'
import { id } from './answers.ts'
import { filter, parsedFormulas, recording, selected, view } from './app-state.ts'
import { resetMemory } from './memory-state.ts'
import { resource } from './resource.ts'

export { GROUPINGS, type Grouping }

/** What the functions table is grouped by. */
export const grouping = signal<Grouping | 'none'>('none')
/** Names of the groups that are open. */
export const openGroups = signal<ReadonlySet<string>>(new Set())
/** The group that the keyboard is on, null where it is on a function. */
export const groupAt = signal<string | null>(null)

/** The value beside the first in the functions table: the name of a value type or a formula; null none. */
export const beside = signal<string | null>(null)

export const RELATIVES = ['direct', 'all-callers', 'all-callees'] as const
/** Which relatives of the selection are shown. */
export const relatives = signal<(typeof RELATIVES)[number]>('direct')
/** What shares of callers and callees are of. */
export const shareOf = signal<'function' | 'whole'>('function')

const hasFuncs = computed(
  () => recording.value !== null && (recording.value.hasStacks || recording.value.hasCalls),
)

/** Whether the recording has the value that a text means: what came with the address may be of another one. */
function isKnownValue(text: string): boolean {
  const types = recording.value?.summary.valueTypes ?? []
  return types.some(type => type.name === text) || parsedFormulas.value.some(({ source }) => source === text)
}

/** Functions in groups, while they are grouped. */
export const groups = resource('groups', () =>
  !hasFuncs.value || grouping.value === 'none'
    ? null
    : { recording: id(), filter: filter.value, grouping: grouping.value },
)

/** The value beside the first. */
export const besideValues = resource('values', () =>
  !hasFuncs.value || beside.value === null || !isKnownValue(beside.value)
    ? null
    : { recording: id(), filter: filter.value, values: [beside.value] },
)

/** All callers or callees of the selection, while they are shown. */
export const distantRelatives = resource('distantRelatives', () => {
  if (!hasFuncs.value || selected.value === -1) return null
  if (view.value !== 'callers' || relatives.value === 'direct') return 'keep'
  const side = relatives.value === 'all-callers' ? ('callers' as const) : ('callees' as const)
  return { recording: id(), filter: filter.value, func: selected.value, side }
})

/** The most expensive stack with the selection in it. */
export const hotStack = resource('hotStack', () =>
  !hasFuncs.value || selected.value === -1
    ? null
    : { recording: id(), filter: filter.value, func: selected.value },
)

/** The columns of figures in the source view, as `query/lines/column-list` names them; none: the standard ones. */
export const lineColumns = signal<readonly string[]>([])

/** What lines are sorted by: the name of a column, or null where they stand as in the file. */
export const lineSort = signal<{ readonly key: string; readonly isRising: boolean } | null>(null)

const chosenLine = signal<{
  /** The functions are numbered in it. */
  readonly of: typeof recording.value
  readonly func: number
  readonly source: number
  readonly line: number
} | null>(null)

/** Goes to a line of a function. It may stand in another file than the function, of which code was inlined into it. */
export function showLine(func: number, source: number, line: number): void {
  chosenLine.value = { of: recording.value, func, source, line }
  selected.value = func
}

/** The line that was gone to; null where another function was selected since. */
export const shownLine = computed(() => {
  const line = chosenLine.value
  return line !== null && line.func === selected.value && line.of === recording.value ? line : null
})

/** The file that the source view shows: that of the line that was gone to, else of the selection; -1 where none is known. */
export const shownSource = computed(() => {
  const source = shownLine.value?.source ?? -1
  return source === -1 ? (recording.value?.funcs.source[selected.value] ?? -1) : source
})

/** The lines of the file that the selection stands in (of the function where no file is known), with those columns. */
export const sourceColumns = resource('lineColumns', () => {
  if (recording.value === null || selected.value === -1) return null
  if (view.value !== 'source') return 'keep'
  const source = shownSource.value
  const of = source === -1 ? { func: selected.value, source: -1 } : { func: -1, source }
  const formulas = parsedFormulas.value
    .filter(({ formula }) => formula.factors === null)
    .map(({ source: text }) => text)
  return { recording: id(), filter: filter.value, ...of, columns: lineColumns.value, formulas }
})

/** Row of each func in the values beside, -1 where it has none. */
export const besideRow = computed(() => {
  const index = new Int32Array(recording.value?.funcs.name.length ?? 0).fill(-1)
  const answer = besideValues.value.value
  if (answer !== null) for (let row = 0; row < answer.length; row++) index[answer.func[row]!] = row
  return index
})

/** What each group itself costs in the value beside: the sum of its functions', and of the base's; null for a ratio, and where there is
 *  none. */
export const besideOfGroups = computed<{ own: Float64Array; base: Float64Array | null } | null>(() => {
  const answer = besideValues.value.value
  const column = answer?.values[0]
  const rowOfFunc = groups.value.value?.rowOfFunc
  if (answer === null || column === undefined || column.isRatio || rowOfFunc === undefined) return null
  const sumsOf = (values: Float64Array) => {
    const sums = new Float64Array(groups.value.value!.length)
    for (let row = 0; row < answer.length; row++) {
      const group = rowOfFunc[answer.func[row]!] ?? -1
      if (group !== -1 && !Number.isNaN(values[row]!)) sums[group]! += values[row]!
    }
    return sums
  }
  return { own: sumsOf(column.self), base: column.base && sumsOf(column.base.self) }
})

// A function that is chosen somewhere takes the place of the group.
effect(() => {
  if (selected.value !== -1) groupAt.value = null
})

/** Opens or closes a group. */
export function toggleGroup(name: string, isOpen = !openGroups.value.has(name)): void {
  const next = new Set(openGroups.value)
  if (isOpen) next.add(name)
  else next.delete(name)
  openGroups.value = next
}

/** Forgets what belongs to one recording. */
export function resetPanes(): void {
  openGroups.value = new Set()
  groupAt.value = null
  beside.value = null
  lineColumns.value = []
  lineSort.value = null
  resetMemory()
}
