import { computed, signal } from '@preact/signals'
import type { Normalisation } from '../../src/analysis/difference/normalise.ts'
import type { Widths } from '../../src/analysis/difference/unite-trees.ts'
import type { Filter } from '../../src/query/filter/filter.ts'
import type { AppliedTransform } from '../../src/query/filter/transforms.ts'
import { formulaValueType, parseFormula } from '../../src/query/formula/formula.ts'
import type { Colouring } from '../canvas/palette.ts'
import type { BaseRef, FuncDirectory, RecordingInfo, ThreadInfo } from '../worker/protocol.ts'

/** The views of the rail, in its order. */
export const VIEWS = ['functions', 'flame', 'callers', 'graph', 'map', 'source', 'threads', 'heap'] as const
export type View = (typeof VIEWS)[number]

/** What the page is doing about recordings. */
export type Phase =
  | { readonly kind: 'empty' }
  | { readonly kind: 'loading'; readonly name: string; readonly share: number }
  | { readonly kind: 'error'; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'ready' }

export const FLAME_ORDERS = ['merged', 'time', 'centred'] as const
export type FlameOrder = (typeof FLAME_ORDERS)[number]
/** Where the roots of the flame graph stand: at the top as in an icicle, or at the bottom as in flames. */
export const FLAME_ROOTS = ['top', 'bottom'] as const
export type FlameRoots = (typeof FLAME_ROOTS)[number]
/** Which samples count: all, those on a processor, or those that wait. */
export type Activity = 'all' | 'running' | 'waiting'
/** Columns that only a difference has. */
const DIFFERENCE_KEYS: ReadonlySet<SortKey> = new Set(['was', 'delta', 'change', 'totalDelta'])
export type SortKey =
  | 'was'
  | 'delta'
  | 'change'
  | 'totalDelta'
  | 'besideSelf'
  | 'besideTotal'
  | 'name'
  | 'self'
  | 'interval'
  | 'total'
  | 'calls'
  | 'where'
  | 'ceiling'

/** Nanoseconds since the recording's start. */
export interface TimeRange {
  readonly start: number
  readonly end: number
}

/** What a flame picture shows of itself, as shares of its whole width: [0, 1] is all. */
export interface ZoomRange {
  readonly from: number
  readonly to: number
  /** In a centred picture: of the callers, whose widths have nothing to do with the callees'. Absent: of the callees. */
  readonly isCallers?: true
}

export const phase = signal<Phase>({ kind: 'loading', name: '', share: 0 })
export const recordings = signal<readonly RecordingInfo[]>([])
export const recordingIndex = signal(0)

export const view = signal<View>('flame')
export const valueType = signal<number | null>(null)
export const timeRange = signal<TimeRange | null>(null)
export const threads = signal<readonly number[] | null>(null)
export const activity = signal<Activity>('all')
export const searchText = signal('')
/** The one selection: a func, -1 none. */
export const selected = signal(-1)
/** Box of the flame picture under the keyboard, -1 none. Not in the URL. */
export const focusedBox = signal(-1)
/** Whether the flame picture takes the keyboard as soon as it is there. */
export const isFlameFocusWanted = signal(false)
export const flameOrder = signal<FlameOrder>('merged')
export const flameRoots = signal<FlameRoots>('top')
/** The function that the flame graph is centred on; -1: none was chosen. */
export const flameCentre = signal(-1)
export const chartThread = signal<number | null>(null)
export const colouring = signal<Colouring>('heat')
export const zoom = signal<ZoomRange>({ from: 0, to: 1 })
export const sort = signal<{ readonly key: SortKey; readonly isRising: boolean }>({
  key: 'self',
  isRising: false,
})

export const isPaletteOpen = signal(false)
export const isKeySheetOpen = signal(false)
/** Whether all that is known of the measurement's quality is shown. */
export const isQualityOpen = signal(false)
export const isDrawerOpen = signal(false)

/** Filters and transforms that are wanted, as they are written (`src/query/filter/transform-grammar.ts`). */
export const transforms = signal<readonly string[]>([])

/** The open recording that the one on screen is compared with, null none. */
export const baseIndex = signal<number | null>(null)
/** How the base is brought to scale. */
export const normalisation = signal<Normalisation>('rate')
/** What boxes of a difference are as large as; null: what suits the picture. */
export const widths = signal<Widths | null>(null)

/** What the questions are to be compared with. */
export const wantedBase = computed<BaseRef | null>(() => {
  const base = baseIndex.value === null ? undefined : recordings.value[baseIndex.value]
  return base === undefined ? null : { id: base.id, normalize: normalisation.value }
})

/** What has been done of the wanted transforms: what every question is about. */
export interface Derived {
  /** Number of the recording it was made of. */
  readonly of: number
  readonly transforms: readonly string[]
  readonly base: BaseRef | null
  readonly applied: readonly AppliedTransform[]
  /** Names of all funcs where some were added, else null. The same of source paths and threads. */
  readonly funcs: FuncDirectory | null
  readonly sources: readonly string[] | null
  readonly threads: readonly ThreadInfo[] | null
}
export const derived = signal<Derived | null>(null)

/** The recording as it was opened. */
export const opened = computed<RecordingInfo | null>(() => recordings.value[recordingIndex.value] ?? null)

/** Formulas of further values, as they were written ("CEst = Ir + 10 Bm"). */
export const formulas = signal<readonly string[]>([])

/** The formulas that the recording allows. */
export const parsedFormulas = computed(() => {
  const types = opened.value?.summary.valueTypes ?? []
  const names = new Set(types.map(type => type.name))
  return formulas.value.flatMap(text => {
    const formula = readFormula(text, types)
    if (formula === null || names.has(formula.name)) return []
    names.add(formula.name)
    return [{ source: text, formula }]
  })
})

/** Those that are sums: they are value types like all others. */
export const sumFormulas = computed(() =>
  parsedFormulas.value.flatMap(({ source, formula }) =>
    formula.factors === null
      ? []
      : [{ text: source, valueType: formulaValueType(formula, opened.value!.summary.valueTypes) }],
  ),
)

function readFormula(text: string, types: Parameters<typeof parseFormula>[1]) {
  try {
    return parseFormula(text, types)
  } catch {
    // It was made for another recording.
    return null
  }
}

/** The recording on screen: the opened one, with the functions that transforms and the value types that formulas made. */
export const recording = computed<RecordingInfo | null>(() => {
  const found = opened.value
  if (found === null || sumFormulas.value.length === 0) return withDerivedFuncs(found)
  const valueTypes = [...found.summary.valueTypes, ...sumFormulas.value.map(({ valueType: type }) => type)]
  return withDerivedFuncs({ ...found, summary: { ...found.summary, valueTypes } })
})

function withDerivedFuncs(info: RecordingInfo | null): RecordingInfo | null {
  const done = derived.value
  if (info === null || done === null || done.of !== info.id || done.funcs === null) return info
  return {
    ...info,
    funcs: done.funcs,
    sources: done.sources ?? info.sources,
    threads: done.threads ?? info.threads,
  }
}

/** Whether transforms came with the recording (in the address) that are not done yet: nobody wants to see it without. */
export const isUnderived = computed(
  () =>
    (transforms.value.length > 0 || wantedBase.value !== null) &&
    opened.value !== null &&
    derived.value?.of !== opened.value.id,
)

/** Tells recordings apart whose funcs have different names. */
export const recordingKey = computed(() => {
  const id = opened.value?.id ?? -1
  const done = derived.value
  return done === null || done.of !== id || done.funcs === null
    ? `${id}`
    : `${id} ${done.base?.id ?? ''} ${done.transforms.join('\n')}`
})

const RUNNING = [1]
const WAITING = [2, 3, 4]

/** The filter of every view. */
export const filter = computed<Filter>(() => ({
  valueType: valueType.value,
  time: timeRange.value,
  threads: threads.value,
  states: activity.value === 'all' ? null : activity.value === 'running' ? RUNNING : WAITING,
}))

/** Undoes every choice that belongs to one recording. */
export function resetChoices(): void {
  transforms.value = []
  formulas.value = []
  baseIndex.value = null
  widths.value = null
  if (DIFFERENCE_KEYS.has(sort.peek().key)) sort.value = { key: 'self', isRising: false }
  valueType.value = null
  timeRange.value = null
  threads.value = null
  activity.value = 'all'
  searchText.value = ''
  selected.value = -1
  focusedBox.value = -1
  chartThread.value = null
  flameCentre.value = -1
  zoom.value = { from: 0, to: 1 }
}
