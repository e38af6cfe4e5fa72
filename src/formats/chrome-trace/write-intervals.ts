import type { Recording } from '../../model/recording.ts'
import { inTimeOrder, rowsByThread } from '../importing/sample-clock.ts'
import type { WrittenOwners } from './write-owners.ts'

/**
 * The beginnings and ends of what ran in each thread: rows that follow each other share what they have in common. A row
 * that counts a call begins its innermost function anew.
 */
export function* writeIntervals(recording: Recording, owners: WrittenOwners): Generator<unknown> {
  const part = recording.stacks!
  const frames = new FrameTexts(recording)
  const lengths = part.weights[part.defaultValueType]!
  const calls = part.weights[part.valueTypes.findIndex(type => type.name === 'calls')]
  const open = new OpenStacks(recording)
  for (const rows of rowsByThread(recording)) {
    inTimeOrder(part, rows)
    if (rows.length === 0) continue
    const owner = owners.ofThread(part.samples.thread[rows[0]!]!)
    let end = Number.NEGATIVE_INFINITY
    const closing = (frame: number) => {
      return { ph: 'E', ...owner, ts: owners.time(end), name: frames.name(frame) }
    }
    for (const row of rows) {
      const time = part.samples.time[row]!
      // What a difference of two doubles may be off by is no pause.
      const isAdjacent = time <= end || time - end < 1e-6 * Math.max(1, Math.abs(end))
      if (!isAdjacent) for (const frame of open.change(-1, 0).ended) yield closing(frame)
      const begun = calls === undefined ? -1 : calls[row]! > 0 ? 1 : 0
      const { ended, opened } = open.change(part.samples.stack[row]!, begun)
      for (const frame of ended) yield closing(frame)
      for (const frame of opened) yield { ph: 'B', ...owner, ts: owners.time(time), ...frames.of(frame) }
      end = time + Math.max(0, lengths[row]!)
    }
    for (const frame of open.change(-1, 0).ended) yield closing(frame)
  }
}

/** The frames that are open in a thread while it is written. */
class OpenStacks {
  readonly #prefix: Int32Array
  readonly #frame: Int32Array
  /** Per stack the number of frames below it. */
  readonly #depth: Int32Array
  #open: number[] = []

  constructor({ shared }: Recording) {
    const { prefix, frame, length } = shared.stacks
    this.#prefix = prefix
    this.#frame = frame
    this.#depth = new Int32Array(length)
    for (let i = 0; i < length; i++) this.#depth[i] = prefix[i] === -1 ? 0 : this.#depth[prefix[i]!]! + 1
  }

  /**
   * Goes over to a stack: the frames that end, the innermost first, and those that begin. `begun` is how many of its
   * innermost frames begin anew: 1, 0, or -1 where that is not known.
   */
  change(stack: number, begun: number): { ended: number[]; opened: number[] } {
    const fresh: number[] = []
    let at = stack
    while (at !== -1 && this.#open[this.#depth[at]!] !== at) {
      fresh.push(at)
      at = this.#prefix[at]!
    }
    if (fresh.length === 0 && begun === 1 && stack !== -1) {
      fresh.push(stack)
      at = this.#prefix[stack]!
    }
    const shared = at === -1 ? 0 : this.#depth[at]! + 1
    if (begun !== -1 && fresh.length > begun) {
      const change = this.#overlap(fresh, { shared, begun })
      if (change !== null) return change
    }
    const ended = this.#open.splice(shared).reverse()
    fresh.reverse()
    for (const own of fresh) this.#open.push(own)
    return { ended: this.#framesOf(ended), opened: this.#framesOf(fresh) }
  }

  /** Finds the frames that had begun before among those that are open, although what they were in has ended. */
  #overlap(
    fresh: readonly number[],
    { shared, begun }: { shared: number; begun: number },
  ): { ended: number[]; opened: number[] } | null {
    const going = fresh.slice(begun).reverse()
    const ended: number[] = []
    let found = 0
    for (let depth = shared; depth < this.#open.length; depth++) {
      const own = this.#open[depth]!
      if (found < going.length && this.#frame[own] === this.#frame[going[found]!]) found++
      else ended.push(own)
    }
    if (found < going.length) return null
    this.#open.length = shared
    for (let i = fresh.length - 1; i >= 0; i--) this.#open.push(fresh[i]!)
    return { ended: this.#framesOf(ended.reverse()), opened: this.#framesOf(fresh.slice(0, begun)) }
  }

  #framesOf(stacks: readonly number[]): number[] {
    return stacks.map(stack => this.#frame[stack]!)
  }
}

/** What events say of frames. */
class FrameTexts {
  readonly #recording: Recording
  readonly #known: unknown[] = []

  constructor(recording: Recording) {
    this.#recording = recording
  }

  name(frame: number): string {
    const { strings, funcs, frames } = this.#recording.shared
    return strings[funcs.name[frames.func[frame]!]!]!
  }

  /** Name and, where they are known, file and lines under the names that Hermes gives them. */
  of(frame: number): object {
    this.#known[frame] ??= this.#describe(frame)
    return this.#known[frame] as object
  }

  #describe(frame: number): object {
    const { strings, sources, funcs, frames } = this.#recording.shared
    const func = frames.func[frame]!
    const source = funcs.source[func]!
    const name = this.name(frame)
    if (source === -1) return { name }
    const line = frames.line[frame]!
    const column = frames.column[frame]!
    const funcLine = funcs.line[func]!
    const args = {
      filename: strings[sources.path[source]!]!,
      ...(line > 0 ? { line } : {}),
      ...(column > 0 ? { column } : {}),
      ...(funcLine > 0 ? { funcLine } : {}),
    }
    return { name, args }
  }
}
