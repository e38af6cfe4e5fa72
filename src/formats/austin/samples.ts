import { type Growable, growableFloat64, growableInt32, growableUint8 } from '../../base/growable.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import {
  meta,
  NO_PARTS,
  quality,
  type Recording,
  type ValueType,
  type Warning,
} from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { SampleFlag, ThreadKind, ThreadState } from '../../model/tables.ts'
import { titleOf } from '../importing/title.ts'
import { SampleTimes } from './sample-times.ts'

/** What a sample was besides its stack. */
export const SampleNote = { idle: 1, collecting: 2, invalid: 4 } as const

const WALL: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
const CPU: ValueType = { ...WALL, name: 'cpu' }
const MEMORY: ValueType = { name: 'memory', unit: 'bytes', kind: 'sum', precision: 'sampled' }
const TAKEN: ValueType = { ...MEMORY, name: 'memory allocated' }
const RELEASED: ValueType = { ...MEMORY, name: 'memory released' }

/** Collects the samples of a file of Austin's, text or MOJO, until the metadata, which may follow, says what they mean. */
export class AustinSamples {
  readonly shared: SharedBuilder
  /** Metadata before the first sample and after it, in the order of the file. */
  readonly head: [string, string][] = []
  readonly tail: [string, string][] = []
  readonly #stack: Growable<Int32Array> = growableInt32()
  readonly #thread: Growable<Int32Array> = growableInt32()
  readonly #notes: Growable<Uint8Array> = growableUint8()
  readonly #first: Growable<Float64Array> = growableFloat64()
  readonly #second: Growable<Float64Array> = growableFloat64()
  readonly #third: Growable<Float64Array> = growableFloat64()
  readonly #processes = new Map<number, number>()
  readonly #threads = new Map<string, number>()
  /** Whether some sample has three numbers as Austin 1 and 2 have them, or time and memory as later ones. */
  #hasOldTriples = false
  #hasTriples = false
  #invalid = 0

  constructor(shared: SharedBuilder) {
    this.shared = shared
  }

  get length(): number {
    return this.#stack.length
  }

  metadata(key: string, value: string): void {
    ;(this.length === 0 ? this.head : this.tail).push([key, value])
  }

  /** The thread of a process (-1 unknown) by its text in Austin's notation: `0:6148403200`, `82848`, `x87`. `tid` is NaN
   *  where that is no number. */
  thread(pid: number, text: string, tid: number): number {
    const key = `${pid};${text}`
    let thread = this.#threads.get(key)
    if (thread === undefined) {
      let process = this.#processes.get(pid) ?? -1
      if (process === -1 && pid !== -1) {
        process = this.shared.process({ pid, name: `Process ${pid}` })
        this.#processes.set(pid, process)
      }
      const isMain = tid === pid ? 1 : 0
      thread = this.shared.thread({ process, tid, name: `Thread ${text}`, kind: ThreadKind.python, isMain })
      this.#threads.set(key, thread)
    }
    return thread
  }

  /** Appends a sample with one number: microseconds, or bytes in memory mode. */
  add(sample: { stack: number; thread: number; notes: number }, value: number): void {
    this.#push(sample, [value, 0, 0])
  }

  /** Appends a sample of full mode: microseconds and bytes. */
  addFull(
    sample: { stack: number; thread: number; notes: number },
    { time, memory }: { time: number; memory: number },
  ): void {
    this.#hasTriples = true
    this.#push(sample, [time, memory, 0])
  }

  /** Appends a sample of full mode of Austin 1 and 2: microseconds and kibibytes allocated and released. */
  addOldFull(
    sample: { stack: number; thread: number; notes: number },
    { time, taken, released }: { time: number; taken: number; released: number },
  ): void {
    this.#hasOldTriples = true
    this.#push(sample, [time, 1024 * taken, 1024 * released])
  }

  #push(
    { stack, thread, notes }: { stack: number; thread: number; notes: number },
    [first, second, third]: [number, number, number],
  ): void {
    this.#stack.push(stack)
    this.#thread.push(thread)
    this.#notes.push(notes)
    this.#first.push(first)
    this.#second.push(second)
    this.#third.push(third)
    if ((notes & SampleNote.invalid) !== 0) this.#invalid++
  }

  /** The recording. `format` names where it was read from. */
  finish(format: string, name: string | null, warnings: readonly Warning[]): Recording {
    const found = new Map([...this.head, ...this.tail])
    const mode = this.#hasTriples || this.#hasOldTriples ? 'full' : (found.get('mode') ?? null)
    const types =
      mode === 'memory'
        ? [MEMORY]
        : this.#hasOldTriples
          ? [WALL, TAKEN, RELEASED]
          : mode === 'full'
            ? [WALL, MEMORY]
            : [mode === 'cpu' ? CPU : WALL]
    const { part, clock } = this.#part(types, mode === 'full' && !this.#hasOldTriples)
    const interval = numberOf(found.get('interval'))
    const duration = numberOf(found.get('duration'))
    const python = found.get('python')
    return {
      ...NO_PARTS,
      meta: meta({
        name: titleOf(name, 'Austin profile'),
        duration: duration === null ? (clock?.end ?? null) : 1000 * duration,
        interpreter:
          python === undefined ? null : { implementation: 'CPython', version: python, executable: null },
        recorder: {
          name: 'Austin',
          version: found.get('austin') ?? null,
          mode: 'sample',
          settings: { mode, interval, multiprocess: found.get('multiprocess') === 'on' },
        },
        quality: quality({
          askedRate: interval === null || interval === 0 ? null : 1e6 / interval,
          stacksRead: this.length,
          tornStacks: this.#invalid,
        }),
        importedFrom: { format, file: name },
        warnings,
        extra: { austin: { head: this.head, tail: this.tail } },
      }),
      shared: this.shared.finish(),
      stacks: part.finish(clock !== null),
    }
  }

  #part(types: readonly ValueType[], hasStates: boolean) {
    const part = new StacksBuilder(types)
    const isMemory = types[0] === MEMORY
    const scale = isMemory ? 1 : 1000
    const clock = isMemory || this.#isCompressed() ? null : new SampleTimes(this.shared.threads)
    for (let i = 0; i < this.length; i++) {
      const notes = this.#notes.get(i)
      const thread = this.#thread.get(i)
      const first = scale * this.#first.get(i)
      const isIdle = (notes & SampleNote.idle) !== 0
      const row = {
        stack: this.#stack.get(i),
        thread,
        time: clock?.timeOf(thread, first) ?? Number.NaN,
        state: hasStates ? (isIdle ? ThreadState.blocked : ThreadState.running) : ThreadState.unknown,
        flags:
          ((notes & SampleNote.collecting) !== 0 ? SampleFlag.collecting : 0) |
          ((notes & SampleNote.invalid) !== 0 ? SampleFlag.torn : 0),
      }
      part.add(row, [first, this.#second.get(i), this.#third.get(i)])
    }
    return { part, clock }
  }

  /** Whether no thread was ever seen twice in a row of two in the same stack: austin-compress adds equal samples up, and
   *  what is left has no order in time. */
  #isCompressed(): boolean {
    const seen = new Set<number>()
    for (let i = 0; i < this.length; i++) {
      const key = this.#stack.get(i) * (this.#threads.size + 1) + this.#thread.get(i)
      if (seen.has(key)) return false
      seen.add(key)
    }
    return true
  }
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}
