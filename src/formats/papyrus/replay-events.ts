import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadState } from '../../model/tables.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Warnings } from '../importing/warnings.ts'

const FORMAT = 'papyrus'

export type LogEventKind = 'START' | 'STOP' | 'PUSH' | 'POP' | 'QUEUE_PUSH' | 'QUEUE_POP'

/** A line of a log. */
export interface LogEvent {
  /** Milliseconds. */
  readonly time: number
  readonly kind: LogEventKind
  /** Number of the script stack. */
  readonly script: number
  /** Functions below this one, -1 where the line does not say. */
  readonly depth: number
  /** What the function was called on, '' unknown. */
  readonly object: string
  readonly name: string
}

/** A function on a script stack. */
interface Frame {
  readonly object: string
  /** The function and all below it. */
  readonly stack: number
  /** Whether it waits, to begin or to end. */
  readonly isQueued: boolean
}

interface Script {
  readonly thread: number
  readonly path: Frame[]
  since: number
}

/**
 * The stacks that events tell, as intervals. Functions that were there before the log began are known by their ends: a
 * POP of a depth that was not pushed names what stood there from the start. O(events).
 */
export function replayEvents(
  events: readonly LogEvent[],
  warnings: Warnings,
): { shared: SharedBuilder; stacks: StacksPart; duration: number } {
  const shared = new SharedBuilder()
  const part = new StacksBuilder([{ name: 'wall', unit: 'milliseconds', kind: 'sum', precision: 'exact' }])
  const origin = events.reduce((least, { time }) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const initial = initialFunctions(events)
  const scripts = new Map<number, Script>()
  let now = events[0]!.time
  const emit = (script: Script, until: number) => {
    const top = script.path.at(-1)
    if (top !== undefined && until > script.since) {
      part.add(
        {
          stack: top.stack,
          thread: script.thread,
          time: (script.since - origin) * 1e6,
          state: top.isQueued ? ThreadState.blocked : ThreadState.running,
          wait: top.isQueued ? shared.string('queue') : -1,
          labels: top.object === '' ? -1 : shared.labelSet([{ key: 'object', text: top.object }]),
        },
        [until - script.since],
      )
      assertStackCount(FORMAT, shared.stacks.length)
    }
    script.since = until
  }
  for (const event of events) {
    if (event.time < now)
      warnings.add('time-order', 'Events before the one above them were taken at its time.')
    now = Math.max(now, event.time)
    let script = scripts.get(event.script)
    if (script === undefined) {
      const thread = shared.thread({ name: `Stack ${event.script}`, tid: event.script })
      script = { thread, path: [], since: now }
      scripts.set(event.script, script)
      for (const begun of initial.get(event.script) ?? [])
        push(shared, script.path, { ...begun, isQueued: false })
    }
    if (event.depth < 0) continue
    emit(script, now)
    applyEvent(shared, script.path, event)
    assertDepth(FORMAT, script.path.length)
  }
  for (const script of scripts.values()) emit(script, now)
  return { shared, stacks: part.finish(true), duration: (now - origin) * 1e6 }
}

function applyEvent(shared: SharedBuilder, path: Frame[], event: LogEvent): void {
  // A function begins at the place where it waited; an end takes away what was left above it.
  if (event.depth < path.length) path.length = event.depth
  const { kind } = event
  // An end may have to wait like a beginning: until then the function is there.
  if (kind !== 'POP') push(shared, path, { ...event, isQueued: kind !== 'PUSH' })
}

function push(
  shared: SharedBuilder,
  path: Frame[],
  { name, object, isQueued }: { name: string; object: string; isQueued: boolean },
): void {
  const frame = shared.plainFrame(shared.func({ name }))
  path.push({ stack: shared.stack(path.at(-1)?.stack ?? -1, frame), object, isQueued })
}

/** What stood on each script stack before its first event, by the ends of functions that were never begun. */
function initialFunctions(events: readonly LogEvent[]): Map<number, { name: string; object: string }[]> {
  const scripts = new Map<number, InitialPath>()
  for (const event of events) {
    if (event.depth < 0) continue
    const isEnd = event.kind === 'POP' || event.kind === 'QUEUE_POP'
    let script = scripts.get(event.script)
    if (script === undefined) {
      script = { depth: event.depth + (isEnd ? 1 : 0), functions: new Map(), left: event.depth + 1 }
      scripts.set(event.script, script)
    }
    // Ends come from the top: what is below the lowest end so far has been there from the start.
    if (!isEnd) script.left = Math.min(script.left, event.depth)
    else if (event.depth < script.left && event.depth < script.depth) {
      script.functions.set(event.depth, event)
      script.left = event.depth
    }
  }
  let frames = 0
  const unknown = { name: '(unknown)', object: '' }
  return new Map(
    [...scripts].map(([number, { depth, functions }]) => {
      frames += depth
      assertDepth(FORMAT, frames)
      return [number, Array.from({ length: depth }, (_, i) => functions.get(i) ?? unknown)]
    }),
  )
}

interface InitialPath {
  /** Functions that were there at the first event. */
  readonly depth: number
  /** Those that are known, by depth. */
  readonly functions: Map<number, LogEvent>
  /** Below this depth nothing has begun or ended yet. */
  left: number
}
