import type { LiveMessage } from '../record/python/session/session-protocol.ts'

/** Figures of one function or line, ns: over the window and since the start. */
export interface LiveRow {
  readonly name: string
  readonly file: string
  /** The line executing (lines), or of the definition (functions); -1 unknown. */
  readonly line: number
  readonly windowSelf: number
  readonly windowTotal: number
  readonly self: number
  readonly total: number
}

/** What a live view can ask for. */
export interface LiveQuestion {
  readonly of: 'functions' | 'lines'
  readonly measure: 'cpu' | 'wall'
  readonly sort: 'self' | 'total' | 'all-self' | 'all-total'
  readonly limit: number
}

/** One quarter of a second. */
interface Slice {
  readonly stack: Int32Array
  readonly wall: Float64Array
  readonly cpu: Float64Array
  readonly states: Float64Array
  readonly end: number
}

interface Sums {
  readonly self: Float64Array
  readonly total: Float64Array
}

/**
 * What a watched program has done so far: sums per stack over the last seconds and since the start, from which the
 * figures of functions and lines are computed when they are shown.
 */
export class LiveModel {
  /** The last message's figures. */
  last: Omit<LiveMessage, 'strings' | 'funcs' | 'frames' | 'stacks' | 'rows'> | null = null
  readonly #windowLength: number
  readonly #strings: string[] = []
  readonly #funcs: { name: number; file: number; line: number }[] = []
  readonly #frames: { func: number; line: number }[] = []
  readonly #prefix: number[] = []
  readonly #frame: number[] = []
  /** A number for every pair of func and line. */
  readonly #lineOfFrame: number[] = []
  readonly #lines = new Map<string, number>()
  readonly #lineFrames: number[] = []
  #wall: number[] = []
  #cpu: number[] = []
  #slices: Slice[] = []

  /** `windowLength` in ns. */
  constructor(windowLength: number) {
    this.#windowLength = windowLength
  }

  /** Seconds of the window, as far as it has passed. */
  get windowTime(): number {
    const end = this.#slices.at(-1)?.end ?? 0
    return Math.min(end, this.#windowLength)
  }

  /** Wall time of all threads by ThreadState over the window, ns. */
  get windowStates(): Float64Array {
    const sum = new Float64Array(5)
    for (const { states } of this.#slices) for (let i = 0; i < 5; i++) sum[i] = sum[i]! + states[i]!
    return sum
  }

  apply(message: LiveMessage): void {
    const { strings, funcs, frames, stacks, rows, ...figures } = message
    this.#strings.push(...strings)
    this.#funcs.push(...funcs)
    for (let i = 0; i < frames.func.length; i++) this.#addFrame(frames.func[i]!, frames.line[i]!)
    for (let i = 0; i < stacks.prefix.length; i++) {
      this.#prefix.push(stacks.prefix[i]!)
      this.#frame.push(stacks.frame[i]!)
      this.#wall.push(0)
      this.#cpu.push(0)
    }
    for (let i = 0; i < rows.stack.length; i++) {
      const stack = rows.stack[i]!
      if (stack < 0) continue
      this.#wall[stack] = this.#wall[stack]! + rows.wall[i]!
      this.#cpu[stack] = this.#cpu[stack]! + rows.cpu[i]!
    }
    this.#slices.push({ ...rows, states: figures.states, end: figures.time })
    const oldest = figures.time - this.#windowLength
    this.#slices = this.#slices.filter(({ end }) => end > oldest)
    this.last = figures
  }

  /** Forgets what was summed since the start. */
  reset(): void {
    this.#wall = this.#wall.map(() => 0)
    this.#cpu = this.#cpu.map(() => 0)
  }

  /** The dearest functions or lines. O(stacks). */
  rows({ of, measure, sort, limit }: LiveQuestion): LiveRow[] {
    const ofStack = new Float64Array(this.#prefix.length)
    for (const slice of this.#slices) {
      const weights = slice[measure]
      for (let i = 0; i < weights.length; i++) {
        const stack = slice.stack[i]!
        if (stack >= 0) ofStack[stack] = ofStack[stack]! + weights[i]!
      }
    }
    const window = this.#sums(ofStack, of)
    const all = this.#sums(Float64Array.from(measure === 'cpu' ? this.#cpu : this.#wall), of)
    const key = { self: window.self, total: window.total, 'all-self': all.self, 'all-total': all.total }[sort]
    const second = sort.startsWith('all') ? all.total : window.total
    const order = [...key.keys()].filter(i => key[i]! > 0 || second[i]! > 0)
    order.sort((a, b) => key[b]! - key[a]! || second[b]! - second[a]!)
    return order.slice(0, limit).map(i => this.#row(i, { of, window, all }))
  }

  #addFrame(func: number, line: number): void {
    const frame = this.#frames.length
    this.#frames.push({ func, line })
    const key = `${func}:${line}`
    let number = this.#lines.get(key)
    if (number === undefined) {
      number = this.#lineFrames.length
      this.#lines.set(key, number)
      this.#lineFrames.push(frame)
    }
    this.#lineOfFrame.push(number)
  }

  /** Self and total per function or line; a recursive one counts once a stack. */
  #sums(weights: Float64Array, of: LiveQuestion['of']): Sums {
    const count = of === 'functions' ? this.#funcs.length : this.#lineFrames.length
    const self = new Float64Array(count)
    const total = new Float64Array(count)
    const seenIn = new Int32Array(count).fill(-1)
    for (let leaf = 0; leaf < weights.length; leaf++) {
      const weight = weights[leaf]!
      if (weight === 0) continue
      for (let stack = leaf; stack !== -1; stack = this.#prefix[stack]!) {
        const item = this.#itemOf(this.#frame[stack]!, of)
        if (stack === leaf) self[item] = self[item]! + weight
        if (seenIn[item] === leaf) continue
        seenIn[item] = leaf
        total[item] = total[item]! + weight
      }
    }
    return { self, total }
  }

  #itemOf(frame: number, of: LiveQuestion['of']): number {
    return of === 'functions' ? this.#frames[frame]!.func : this.#lineOfFrame[frame]!
  }

  #row(item: number, { of, window, all }: { of: LiveQuestion['of']; window: Sums; all: Sums }): LiveRow {
    const frame = of === 'functions' ? null : this.#frames[this.#lineFrames[item]!]!
    const func = this.#funcs[frame?.func ?? item]!
    return {
      name: this.#strings[func.name] ?? '',
      file: func.file === -1 ? '' : (this.#strings[func.file] ?? ''),
      line: frame?.line ?? func.line,
      windowSelf: window.self[item]!,
      windowTotal: window.total[item]!,
      self: all.self[item]!,
      total: all.total[item]!,
    }
  }
}
