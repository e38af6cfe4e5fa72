import { isEstimated } from '../../model/estimates.ts'
import type { CallsPart, Recording } from '../../model/recording.ts'
import type { CallgrindExtra } from './build-recording.ts'
import { type EventColumn, eventOf, parseEvent } from './events.ts'

/** The header of a part, and what the figures under it must be. */
export interface WrittenHeader {
  readonly text: string
  /** Words of the `events:` line, one a column. */
  readonly events: readonly string[]
  /** `desc:` lines without their key. */
  readonly descriptions: readonly string[]
  /** The columns that are written, by index of value type; those that are sums of others are not. */
  readonly columns: readonly WrittenColumn[]
  /** The line of totals, empty where the recording does not know them. */
  readonly totals: string
}

/** A column of the file: which value type, and what its values are multiplied by. */
export interface WrittenColumn {
  readonly valueType: number
  readonly factor: number
}

/** The header of the recording's part, number `index` of `count`. */
export function partHeader(
  recording: Recording,
  calls: CallsPart,
  { index, count }: { index: number; count: number },
): WrittenHeader {
  const { meta } = recording
  const extra = extraOf(recording)
  const derived = (extra?.derived ?? []).filter(({ formula }) => formula !== null)
  const events = calls.valueTypes.flatMap((type, valueType) => {
    if (derived.some(({ name }) => name === type.name)) return []
    const known = extra?.events.map(text => knownEvent(text, extra)).find(event => isOf(event, type))
    return [{ event: known ?? eventOf(type), valueType }]
  })
  const names = uniqueNames(events.map(({ event }) => event.text))
  const totals = totalsOf(recording, calls, events)
  const own = derived.filter(({ formula }) => formula !== null)
  const longer = (extra?.derived ?? []).filter(
    ({ name, formula }) => formula === null && names.includes(name),
  )
  const descriptions = [
    ...(extra?.descriptions ?? []).map(oneLine),
    ...(extra === null && count > 1 ? [oneLine(meta.name)] : []),
    ...markOf(recording, calls),
  ]
  const lines = [
    'version: 1',
    `creator: ${oneLine(extra?.creator ?? creatorOf(meta.recorder))}`,
    ...(pidOf(recording) === null ? [] : [`pid: ${pidOf(recording)}`]),
    ...(meta.command.length === 0 ? [] : [`cmd: ${oneLine(meta.command.join(' '))}`]),
    `part: ${oneLine(extra?.part ?? String(index + 1))}`,
    ...(extra?.thread == null ? [] : [`thread: ${oneLine(extra.thread)}`]),
    '',
    ...descriptions.map(line => `desc: ${line}`),
    '',
    'positions: line',
    ...[...own, ...longer].map(
      ({ name, formula, longName }) =>
        `event: ${name}${formula === null ? '' : ` = ${formula}`} : ${longName ?? name}`,
    ),
    `events: ${names.join(' ')}`,
    ...(totals === '' ? [] : [`summary: ${summaryOf(extra, totals)}`]),
    '',
  ]
  return {
    text: `${lines.join('\n')}\n`,
    events: names,
    descriptions,
    columns: events.map(({ event, valueType }) => ({ valueType, factor: 1 / event.scale })),
    totals,
  }
}

/** A whole number as Callgrind's readers take it: plain digits. */
export function wholeNumber(value: number): string {
  if (!Number.isFinite(value)) return '0'
  const whole = Math.round(value)
  return Math.abs(whole) < 1e21 ? String(whole + 0) : String(BigInt(whole))
}

/** Text that stays on its line. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').trim()
}

/** What was read from a file of this family, null where the recording comes from elsewhere. */
function extraOf({ meta }: Recording): CallgrindExtra | null {
  const extra = meta.extra.callgrind ?? meta.extra.cachegrind
  return typeof extra === 'object' && extra !== null ? (extra as CallgrindExtra) : null
}

function knownEvent(text: string, extra: CallgrindExtra): EventColumn {
  const longNames = new Map(extra.derived.map(({ name, longName }) => [name, longName ?? '']))
  return parseEvent(text, { creator: extra.creator, longNames })
}

function isOf(event: EventColumn, type: CallsPart['valueTypes'][number]): boolean {
  return event.name === type.name && event.unit === type.unit
}

/** What the format has no word for and its readers pass over. */
function markOf(recording: Recording, { valueTypes, edges }: CallsPart): string[] {
  const words = []
  if (edges.length > 0 && edges.calls.every(Number.isNaN)) words.push('calls=unknown')
  const precision = valueTypes.find(type => type.precision !== 'exact')?.precision
  if (precision !== undefined) words.push(`precision=${precision}`)
  if (isEstimated(recording)) words.push('callers=estimated')
  return words.length === 0 ? [] : [`pyrometer: ${words.join(' ')}`]
}

function totalsOf(
  { counters }: Recording,
  { valueTypes }: CallsPart,
  events: readonly { readonly event: EventColumn; readonly valueType: number }[],
): string {
  const values = events.map(({ event, valueType }) => {
    const { name, unit } = valueTypes[valueType]!
    const counter = counters.find(known => known.name === name && known.unit === unit)
    return counter === undefined ? null : wholeNumber(counter.value / event.scale)
  })
  return values.includes(null) ? '' : values.join(' ')
}

/** What was measured in all, where the file that was read told it apart and its totals still hold. */
function summaryOf(extra: CallgrindExtra | null, totals: string): string {
  const { summary, totals: known } = extra ?? {}
  return summary != null && known != null && oneLine(known) === totals ? oneLine(summary) : totals
}

function creatorOf({ name, version }: Recording['meta']['recorder']): string {
  return `pyrometer (${version === null ? name : `${name} ${version}`})`
}

function pidOf({ shared }: Recording): number | null {
  const pid = shared.processes.length === 1 ? shared.processes.pid[0]! : -1
  return pid === -1 ? null : pid
}

function uniqueNames(texts: readonly string[]): string[] {
  const seen = new Set<string>()
  return texts.map((text, i) => {
    const name = seen.has(text) ? `${text}#${i + 1}` : text
    seen.add(name)
    return name
  })
}
