import { PairMap } from '../../base/pair-map.ts'
import { labelSetCount } from '../../model/integrity.ts'
import type { Recording, Shared } from '../../model/recording.ts'
import { ThreadState } from '../../model/tables.ts'

/** One label of a sample: text, or a number in a unit. */
export interface Tag {
  readonly key: string
  /** Null for a number. */
  readonly text: string | null
  /** NaN for a text. */
  readonly number: number
  /** '' where none is said. */
  readonly unit: string
}

/** The text of each value of ThreadState, as pprof files of this project have it; unknown has none. */
const STATE_TEXTS: ReadonlyMap<number, string> = new Map([
  [ThreadState.running, 'running'],
  [ThreadState.runnable, 'runnable'],
  [ThreadState.waitingGil, 'waiting for the GIL'],
  [ThreadState.blocked, 'blocked'],
])

/** Short words for the keys of what samples know besides their labels. */
const SHORT_KEYS: ReadonlyMap<string, string> = new Map([
  ['thread', 'thread name'],
  ['tid', 'thread id'],
  ['process', 'process name'],
  ['pid', 'process id'],
  ['state', 'thread state'],
  ['wait', 'waiting for'],
])

/** The key that a short word stands for; any other as it is. */
export function fullKey(key: string): string {
  return SHORT_KEYS.get(key) ?? key
}

/** Whether a tag is meant by a key: its own, or the short word for it ("thread" for "thread name"). */
export function hasKey(tag: Tag, key: string): boolean {
  return tag.key === key || tag.key === fullKey(key)
}

/** The keys of a recording's labels, and where it has threads those that samples have by theirs. O(labels). */
export function tagKeys({ shared }: Recording): string[] {
  const own = new Set(shared.labels.key)
  const ofThreads = shared.threads.length === 0 ? [] : SHORT_KEYS.values()
  return [...new Set([...Array.from(own, key => shared.strings[key]!).sort(), ...ofThreads])]
}

/** Where the tags of a sample come from: samples of one origin have the same. */
export interface TagOrigins {
  /** The tags of each origin. */
  readonly tags: readonly (readonly Tag[])[]
  /** Per sample its origin. */
  readonly originOf: Int32Array
}

/**
 * The labels of every sample, and its thread, process and state as labels: `thread name`, `thread id`, `process name`,
 * `process id`, `thread state`, `waiting for`. O(samples + origins).
 */
export function sampleTags({ shared, stacks }: Recording): TagOrigins {
  const sets = labelTags(shared)
  const { thread, state, wait, labels, length } = stacks!.samples
  const originOf = new Int32Array(length)
  const tags: Tag[][] = []
  const owners = new PairMap()
  const origins = new PairMap()
  for (let i = 0; i < length; i++) {
    // A byte tells the state, so both fit one number.
    const activity = (wait[i]! << 8) | state[i]!
    const owner = numberOf(owners, thread[i]!, labels[i]!)
    const known = origins.size
    const origin = numberOf(origins, owner, activity)
    originOf[i] = origin
    if (origin < known) continue
    const own = labels[i] === -1 ? [] : sets[labels[i]!]!
    const waited = wait[i] === -1 ? [] : [textTag('waiting for', shared.strings[wait[i]!]!)]
    tags.push([...own, ...threadTags(shared, thread[i]!), ...stateTags(state[i]!), ...waited])
  }
  return { tags, originOf }
}

/** The number of a pair: they are numbered as they are met. */
function numberOf(pairs: PairMap, a: number, b: number): number {
  const known = pairs.get(a, b)
  if (known !== -1) return known
  const next = pairs.size
  pairs.set(a, b, next)
  return next
}

/** The labels of each set. */
function labelTags(shared: Shared): Tag[][] {
  const { strings, labels } = shared
  const sets: Tag[][] = Array.from({ length: labelSetCount(shared) }, () => [])
  for (let row = 0; row < labels.length; row++) {
    const text = labels.text[row]!
    const unit = labels.unit[row]!
    sets[labels.set[row]!]!.push({
      key: strings[labels.key[row]!]!,
      text: text === -1 ? null : strings[text]!,
      number: labels.number[row]!,
      unit: unit === -1 ? '' : strings[unit]!,
    })
  }
  return sets
}

function threadTags({ strings, threads, processes }: Shared, thread: number): Tag[] {
  if (thread === -1) return []
  const process = threads.process[thread]!
  return [
    textTag('thread name', strings[threads.name[thread]!]!),
    ...numberTag('thread id', threads.tid[thread]!),
    ...(process === -1
      ? []
      : [
          textTag('process name', strings[processes.name[process]!]!),
          ...numberTag('process id', processes.pid[process] === -1 ? Number.NaN : processes.pid[process]!),
        ]),
  ]
}

function stateTags(state: number): Tag[] {
  const text = STATE_TEXTS.get(state)
  return text === undefined ? [] : [textTag('thread state', text)]
}

function textTag(key: string, text: string): Tag {
  return { key, text, number: Number.NaN, unit: '' }
}

function numberTag(key: string, number: number): Tag[] {
  return Number.isNaN(number) ? [] : [{ key, text: null, number, unit: '' }]
}
