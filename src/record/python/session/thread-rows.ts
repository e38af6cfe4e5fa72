import { DOUBLE_ZERO } from '../../../base/double-zero.ts'
import { ThreadState } from '../../../model/tables.ts'

/** Where finished rows go. */
export interface RowSink {
  /** Appends a row: times and weights in ns, `samples` how many samples it stands for. */
  add(
    stack: number,
    thread: number,
    time: number,
    state: number,
    wait: number,
    flags: number,
    wall: number,
    cpu: number,
    samples: number,
  ): void
}

/** Rows a thread may hold back while the kernel's processor account is open; more force an early flush. */
const MOST_PENDING = 1024

/**
 * The samples of one thread on their way into rows. Equal samples in a row become one row whose weights add up, so an
 * idle thread costs nothing. Rows are held back until the kernel has settled the thread's processor time: it brings the
 * account of a running thread up to date only now and then (every 4 ms at 250 Hz), so what it adds is shared among the
 * samples in which the thread ran since the last time, in proportion to the time each stands for. Processor time that no
 * sample saw waits for the next one that did: samples find running code in proportion to the time it takes.
 */
export class ThreadRows {
  /** Index of the thread in the recording. */
  readonly thread: number
  #cpuTotal = DOUBLE_ZERO
  #count = 0
  /** The row written last, for a sample equal to it. */
  #lastStack = -1
  #lastState = 0
  #lastWait = -1
  #lastFlags = 0
  #lastTime = DOUBLE_ZERO
  #open = DOUBLE_ZERO
  #carriedCpu = DOUBLE_ZERO
  #carriedDelay = DOUBLE_ZERO
  #stack = new Int32Array(8)
  #state = new Uint8Array(8)
  #wait = new Int32Array(8)
  #flags = new Uint8Array(8)
  #samples = new Int32Array(8)
  #time = new Float64Array(8)
  #wall = new Float64Array(8)
  /** Part of `wall` for which processor time is still to come. */
  #openWall = new Float64Array(8)
  #cpu = new Float64Array(8)
  readonly #sink: RowSink

  constructor(thread: number, sink: RowSink) {
    this.thread = thread
    this.#sink = sink
  }

  /** Processor time given to rows so far, ns. */
  get cpu(): number {
    return 0 + this.#cpuTotal
  }

  /** Adds a sample that stands for [time, time + elapsed) ns. A thread in state running or runnable takes part in the
   *  processor time settled next. */
  add(stack: number, state: number, wait: number, flags: number, time: number, elapsed: number): void {
    const last = this.#count - 1
    if (
      last >= 0 &&
      this.#stack[last] === stack &&
      this.#state[last] === state &&
      this.#wait[last] === wait &&
      this.#flags[last] === flags
    ) {
      this.#extend(last, elapsed)
      return
    }
    if (this.#count === MOST_PENDING) this.#flush(this.#count)
    if (this.#count === this.#stack.length) this.#grow()
    const i = this.#count++
    this.#stack[i] = stack
    this.#state[i] = state
    this.#wait[i] = wait
    this.#flags[i] = flags
    this.#time[i] = time
    this.#samples[i] = 0
    this.#wall[i] = 0
    this.#openWall[i] = 0
    this.#cpu[i] = 0
    this.#extend(i, elapsed)
  }

  /** Adds a time whose stack is known without a sample having been taken. */
  addKnown(stack: number, state: number, time: number, elapsed: number): void {
    this.add(stack, state, -1, 0, time, elapsed)
    this.#samples[this.#count - 1] = 0
  }

  /** Adds a sample equal to the last one. */
  extend(elapsed: number): void {
    if (this.#count > 0) this.#extend(this.#count - 1, elapsed)
    else this.add(this.#lastStack, this.#lastState, this.#lastWait, this.#lastFlags, this.#lastTime, elapsed)
  }

  /** Writes out what is held back although it may still grow. */
  flush(): void {
    this.#flush(this.#count)
  }

  /** Settles what the kernel has added to the thread's on-CPU time and to its time in the run queue, ns. */
  settle(cpu: number, delay: number): void {
    this.#carriedCpu += cpu
    this.#carriedDelay += delay
    if (this.#open <= 0) return
    // A stretch spent mostly in the run queue was no running, though both look the same from outside.
    const isQueued = this.#carriedDelay > this.#carriedCpu
    for (let i = 0; i < this.#count; i++) {
      const openWall = this.#openWall[i]!
      if (openWall === 0) continue
      this.#cpu[i] = this.#cpu[i]! + (this.#carriedCpu * openWall) / this.#open
      this.#openWall[i] = 0
      if (isQueued && this.#state[i] === ThreadState.running) this.#state[i] = ThreadState.runnable
    }
    this.#cpuTotal += this.#carriedCpu
    this.#open = 0
    this.#carriedCpu = 0
    this.#carriedDelay = 0
    // A waiting thread's row may go on growing; a settled one of a running thread is done.
    const last = this.#count - 1
    this.#flush(runs(this.#state[last]!) ? this.#count : last)
  }

  /** Writes out what is held back; processor time that found no sample goes to the last row, or one like it. */
  finish(): void {
    if (this.#carriedCpu > 0) {
      if (this.#count === 0) {
        this.add(this.#lastStack, ThreadState.running, -1, 0, this.#lastTime, 0)
        this.#samples[0] = 0
      }
      const last = this.#count - 1
      this.#cpu[last] = this.#cpu[last]! + this.#carriedCpu
      this.#cpuTotal += this.#carriedCpu
      this.#carriedCpu = 0
    }
    this.#flush(this.#count)
  }

  #extend(i: number, elapsed: number): void {
    this.#wall[i] = this.#wall[i]! + elapsed
    this.#samples[i] = this.#samples[i]! + 1
    if (runs(this.#state[i]!)) {
      this.#openWall[i] = this.#openWall[i]! + elapsed
      this.#open += elapsed
    }
  }

  #flush(count: number): void {
    for (let i = 0; i < count; i++) {
      this.#sink.add(
        this.#stack[i]!,
        this.thread,
        this.#time[i]!,
        this.#state[i]!,
        this.#wait[i]!,
        this.#flags[i]!,
        this.#wall[i]!,
        this.#cpu[i]!,
        this.#samples[i]!,
      )
      this.#open -= this.#openWall[i]!
    }
    if (count > 0) {
      this.#lastStack = this.#stack[count - 1]!
      this.#lastState = this.#state[count - 1]!
      this.#lastWait = this.#wait[count - 1]!
      this.#lastFlags = this.#flags[count - 1]!
      this.#lastTime = this.#time[count - 1]! + this.#wall[count - 1]!
    }
    if (count < this.#count) this.#moveLastToFront()
    this.#count -= count
    if (this.#count === 0) this.#open = 0
  }

  #moveLastToFront(): void {
    const last = this.#count - 1
    if (last === 0) return
    this.#stack[0] = this.#stack[last]!
    this.#state[0] = this.#state[last]!
    this.#wait[0] = this.#wait[last]!
    this.#flags[0] = this.#flags[last]!
    this.#samples[0] = this.#samples[last]!
    this.#time[0] = this.#time[last]!
    this.#wall[0] = this.#wall[last]!
    this.#openWall[0] = this.#openWall[last]!
    this.#cpu[0] = this.#cpu[last]!
  }

  #grow(): void {
    const length = 4 * this.#stack.length
    this.#stack = grown(this.#stack, new Int32Array(length))
    this.#state = grown(this.#state, new Uint8Array(length))
    this.#wait = grown(this.#wait, new Int32Array(length))
    this.#flags = grown(this.#flags, new Uint8Array(length))
    this.#samples = grown(this.#samples, new Int32Array(length))
    this.#time = grown(this.#time, new Float64Array(length))
    this.#wall = grown(this.#wall, new Float64Array(length))
    this.#openWall = grown(this.#openWall, new Float64Array(length))
    this.#cpu = grown(this.#cpu, new Float64Array(length))
  }
}

function runs(state: number): boolean {
  return state === ThreadState.running || state === ThreadState.runnable
}

function grown<A extends Int32Array | Uint8Array | Float64Array>(old: A, larger: A): A {
  larger.set(old)
  return larger
}
