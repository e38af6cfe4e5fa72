import { FormatError } from '../../base/errors.ts'
import type { Warnings } from '../importing/warnings.ts'

export const FORMAT = 'ghc-eventlog'

const MARK = {
  headEnd: 0x68647265,
  typesEnd: 0x68657465,
  typeBegin: 0x65746200,
  typeEnd: 0x65746500,
  data: 0x64617462,
}
const DATA_END = 0xffff
/** Size of a type whose events have a length of their own. */
const VARIABLE = 0xffff
/** Number, time. */
const EVENT_HEAD = 10
/** The capability of events that belong to none. */
const NO_CAPABILITY = 0xffff

/** An event: its own bytes are `[at, end)`. */
export interface LogEvent {
  readonly type: number
  /** Nanoseconds since the program began. */
  readonly time: number
  /** The capability (Haskell's processor) in whose block it is, -1 none. */
  readonly capability: number
  readonly at: number
  readonly end: number
}

/** Kind of event that says whose block follows. */
const BLOCK_MARKER = 18

/**
 * Reads the head of an event log and calls `visit` for each event, in the order of the file: blocks of one capability
 * each, so that times fall back between them. Returns the types by number. O(bytes).
 * @throws FormatError where the head is broken or an event is of a type that the head does not describe.
 */
export function forEachEvent(
  bytes: Uint8Array,
  warnings: Warnings,
  visit: (event: LogEvent) => void,
): ReadonlyMap<number, { readonly description: string }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { types, at: start } = readTypes(bytes, view)
  let capability = -1
  let blockEnd = Number.POSITIVE_INFINITY
  let at = start
  while (at + 2 <= bytes.length) {
    const type = view.getUint16(at)
    if (type === DATA_END) return new Map(types)
    const known = types.get(type)
    if (known === undefined) {
      throw new FormatError(FORMAT, `expected an event of a type that the head describes, found ${type}`, {
        offset: at,
      })
    }
    const isVariable = known.size === VARIABLE
    const head = EVENT_HEAD + (isVariable ? 2 : 0)
    const size = isVariable ? (at + head <= bytes.length ? view.getUint16(at + EVENT_HEAD) : 0) : known.size
    if (at + head + size > bytes.length) break
    const time = Number(view.getBigUint64(at + 2))
    const event = {
      type,
      time,
      capability: at < blockEnd ? capability : -1,
      at: at + head,
      end: at + head + size,
    }
    if (type === BLOCK_MARKER && size >= 14) {
      const number = view.getUint16(event.at + 12)
      capability = number === NO_CAPABILITY ? -1 : number
      blockEnd = at + Math.max(head + size, view.getUint32(event.at))
    }
    visit(event)
    at = event.end
  }
  warnings.add('cut-off', 'The log has no end: the program was still running, or was killed.', `byte ${at}`)
  return new Map(types)
}

type EventTypes = Map<number, { readonly size: number; readonly description: string }>

function readTypes(bytes: Uint8Array, view: DataView): { types: EventTypes; at: number } {
  const types: EventTypes = new Map()
  const need = (at: number, length: number) => {
    if (at + length > bytes.length) {
      throw new FormatError(FORMAT, 'expected the list of event types, found the end of the input', {
        offset: at,
      })
    }
    return at
  }
  const expectMark = (at: number, mark: number, what: string) => {
    if (view.getUint32(need(at, 4)) !== mark)
      throw new FormatError(FORMAT, `expected ${what}`, { offset: at })
    return at + 4
  }
  let at = 8
  while (view.getUint32(need(at, 4)) !== MARK.typesEnd) {
    at = expectMark(at, MARK.typeBegin, 'an event type or the end of their list')
    const type = view.getUint16(need(at, 8))
    const size = view.getUint16(at + 2)
    const length = view.getUint32(at + 4)
    const text = need(at + 8, length + 4)
    const extra = view.getUint32(text + length)
    at = expectMark(need(text + length + 4, extra) + extra, MARK.typeEnd, 'the end of an event type')
    types.set(type, { size, description: textOf(bytes, text, text + length) })
  }
  at = expectMark(at + 4, MARK.headEnd, 'the end of the head')
  return { types, at: expectMark(at, MARK.data, 'the beginning of the events') }
}

const DECODER = new TextDecoder()

/** Text of bytes `[at, end)`. Strings may end in a NUL. */
export function textOf(bytes: Uint8Array, at: number, end: number): string {
  return stringsOf(bytes, at, end)[0] ?? ''
}

/** The texts in bytes `[at, end)`, each up to its NUL or the end. */
export function stringsOf(bytes: Uint8Array, at: number, end: number): string[] {
  const texts: string[] = []
  for (let from = at; from < end; ) {
    let stop = from
    while (stop < end && bytes[stop] !== 0) stop++
    texts.push(DECODER.decode(bytes.subarray(from, stop)))
    from = stop + 1
  }
  return texts
}
