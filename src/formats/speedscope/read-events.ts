import { FormatError } from '../../base/errors.ts'
import type { JsonValue } from '../decoding/json/parse-json.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { ProfileContext } from './read-sampled.ts'

const FORMAT = 'speedscope'

interface OpenFrame {
  /** Number of the frame in the file. */
  readonly frame: number
  /** The stack below it. */
  readonly below: number
}

/**
 * Reads an evented profile: between two events, the stack that is open is a row that lasts until the second. Events must
 * nest and be in order, as speedscope itself demands. @throws FormatError, LimitError.
 */
export function readEvents(profile: JsonValue, context: ProfileContext): void {
  const { shared, frames, origin } = context
  const events = profile.at('events')
  const open: OpenFrame[] = []
  let stack = -1
  let now = Number.NEGATIVE_INFINITY
  for (const [i, item] of events.list().entries()) {
    const { type, frame, at } = readEvent(item, `${events.path}[${i}]`)
    if (at < now) fail(events, i, `a time of ${now} or later, found ${at}`)
    if (open.length > 0 && at > now) addInterval(context, { stack, from: now - origin, length: at - now })
    now = at
    if (type === 'O') {
      if (frames[frame] === undefined) fail(events, i, `the number of a frame, found ${frame}`)
      open.push({ frame, below: stack })
      assertDepth(FORMAT, open.length)
      stack = shared.stack(stack, frames[frame]!)
      assertStackCount(FORMAT, shared.stacks.length)
    } else {
      const top = open.pop()
      if (top === undefined) fail(events, i, 'the opening of a frame, none is open')
      if (top!.frame !== frame) fail(events, i, `frame ${top!.frame} to close first, found ${frame}`)
      stack = top!.below
    }
  }
  if (open.length > 0) events.fail(`the closing of ${open.length} more frame${open.length === 1 ? '' : 's'}`)
}

function readEvent(item: unknown, path: string): { type: 'O' | 'C'; frame: number; at: number } {
  const { type, frame, at } = (typeof item === 'object' && item !== null ? item : {}) as Record<
    string,
    unknown
  >
  const isEvent = (type === 'O' || type === 'C') && typeof frame === 'number' && typeof at === 'number'
  if (!isEvent) throw new FormatError(FORMAT, `${path}: expected an event with type "O" or "C", frame and at`)
  return { type, frame, at }
}

function addInterval(
  { part, thread, nanoseconds }: ProfileContext,
  interval: { stack: number; from: number; length: number },
): void {
  part.add({ stack: interval.stack, thread, time: interval.from * nanoseconds }, [interval.length])
}

function fail(events: JsonValue, index: number, expected: string): never {
  throw new FormatError(FORMAT, `${events.path}[${index}]: expected ${expected}`)
}
