import { hasCallSites, unplacedShare } from '../../analysis/functions/call-site-lines.ts'
import { formatShare, secondsPer, type Unit } from '../../base/units.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { valueTypesOf } from '../formula/derived-values.ts'
import { valueColumn } from '../functions/value-column.ts'
import { hasStackLines } from './figures.ts'

/** What a column says of a line: what it cost itself, what it cost with all it called, both as shares of the whole, how often it
 *  ran, what it cost each time, or what a formula makes of its own figures. */
const LINE_MEASURES = ['hits', 'self', 'per-hit', 'self-share', 'total', 'total-share', 'formula'] as const
/** One of {@link LINE_MEASURES}. */
export type LineMeasure = (typeof LINE_MEASURES)[number]

/** A column of figures of lines. */
export interface LineColumnInfo {
  /** Names it: 'hits', 'self wall', or the text of a formula. */
  readonly key: string
  readonly measure: LineMeasure
  /** Name of the value type or formula; 'hits'. */
  readonly value: string
  /** Of the figures: 'share' for shares, '' for ratios. */
  readonly unit: Unit
  readonly precision: ValueType['precision']
  /** Whether figures say how much there was and not how much more: they have no shares, and do not add up. */
  readonly isState: boolean
  /** Whether the value has totals that differ from what lines cost themselves. */
  readonly hasTotals: boolean
  /** Whether it is of the lines themselves (counted, measured), and not of stacks. */
  readonly isMeasured: boolean
  /** What it does not say, a sentence; null where there is nothing to add. */
  readonly note: string | null
}

/** Every column that the lines of a recording can have, the values of stacks first. O(frames + rows + edges). */
export function listLineColumns(recording: Recording, formulas: readonly string[] = []): LineColumnInfo[] {
  const { stacks, lines } = recording
  const isOfStacks = hasStackLines(recording)
  const sampled = isOfStacks ? stacks!.valueTypes.filter(isOwn) : []
  const names = new Set(sampled.map(type => type.name))
  const measured = (lines?.valueTypes ?? []).filter(type => isOwn(type) && !names.has(type.name))
  const hasHits = lines?.rows.hits.some(hits => !Number.isNaN(hits)) === true
  const isCalling = hasCallSites(recording)
  return [
    ...(hasHits ? [HITS] : []),
    ...sampled.flatMap(type =>
      columnsOf(type, { hasTotals: true, isMeasured: false, hasHits: false, note: null }),
    ),
    ...measured.flatMap(type =>
      columnsOf(type, { hasTotals: isCalling, isMeasured: true, hasHits, note: noteOf(recording, type) }),
    ),
    ...formulas.flatMap(text => formulaColumn(recording, text)),
  ]
}

const HITS: LineColumnInfo = {
  key: 'hits',
  measure: 'hits',
  value: 'hits',
  unit: 'count',
  precision: 'exact',
  isState: false,
  hasTotals: false,
  isMeasured: true,
  note: null,
}

function isOwn(type: ValueType): boolean {
  return type.base === undefined
}

function columnsOf(
  type: ValueType,
  has: { hasTotals: boolean; isMeasured: boolean; hasHits: boolean; note: string | null },
): LineColumnInfo[] {
  const { hasTotals, isMeasured, hasHits, note } = has
  const isState = type.kind === 'snapshot'
  const column = (measure: LineMeasure, unit: Unit = type.unit): LineColumnInfo => ({
    key: `${measure} ${type.name}`,
    measure,
    value: type.name,
    unit,
    precision: type.precision,
    isState,
    hasTotals,
    isMeasured,
    note: measure === 'total' || measure === 'total-share' ? note : null,
  })
  if (isState) return [column('self'), ...(hasTotals ? [column('total')] : [])]
  return [
    column('self'),
    ...(hasHits ? [column('per-hit')] : []),
    column('self-share', 'share'),
    ...(hasTotals ? [column('total'), column('total-share', 'share')] : []),
  ]
}

function noteOf(recording: Recording, type: ValueType): string | null {
  const { share, isOfEdges } = unplacedShare(recording, type)
  if (!(share > 0)) return null
  const which = isOfEdges
    ? 'Calls of one function from several lines of another stand on none of them'
    : 'Calls from code without line numbers stand on no line'
  return `${which}: ${formatShare(share)} of what calls cost.`
}

function formulaColumn(recording: Recording, text: string): LineColumnInfo[] {
  const { name, unit } = valueColumn(recording, text)
  const rest = { isState: false, hasTotals: false, isMeasured: false, note: null } as const
  const isExact = valueTypesOf(recording).every(type => type.precision === 'exact')
  const precision = isExact ? 'exact' : 'sampled'
  return [{ ...rest, key: text, measure: 'formula', value: name, unit, precision }]
}

/** The columns to begin with: how often lines ran; of the value that the filter asks for what they cost, each time, and as shares;
 *  of what else was measured of lines one column each that says something of its own. */
export function standardColumns(
  recording: Recording,
  available: readonly LineColumnInfo[],
  filter: Filter,
): LineColumnInfo[] {
  const types = valueTypesOf(recording)
  const current = types[filter.valueType ?? recording.stacks?.defaultValueType ?? 0]
  const isCompared = types.some(type => type.base !== undefined)
  const isChosen = (info: LineColumnInfo) => {
    if (info.measure === 'hits') return true
    if (info.value === current?.name) return measuresOf(info, isCompared).includes(info.measure)
    if (!info.isMeasured || info.measure !== 'self') return false
    // Of several sums in one unit only one is shown, the chosen one or the first: the others are variants of it.
    const isLike = (other: LineColumnInfo) =>
      other.isMeasured &&
      other.measure === 'self' &&
      other.unit === info.unit &&
      other.isState === info.isState
    const likes = available.filter(isLike)
    return (likes.find(other => other.value === current?.name) ?? likes[0]) === info
  }
  const chosen = available.filter(isChosen)
  return chosen.length > 0 ? chosen.slice(0, MOST_STANDARD) : available.slice(0, 1)
}

const MOST_STANDARD = 6

function measuresOf(info: LineColumnInfo, isCompared: boolean): readonly LineMeasure[] {
  if (info.isState) return ['self']
  if (isCompared) return ['self', 'total']
  if (info.hasTotals) return ['self-share', 'total-share']
  return secondsPer(info.unit) !== null || info.unit === 'share'
    ? ['self', 'per-hit', 'self-share']
    : ['self', 'self-share']
}
