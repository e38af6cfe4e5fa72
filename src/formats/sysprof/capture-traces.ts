import type { ValueType } from '../../model/recording.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { Capture, CaptureFrame } from './capture-frames.ts'
import { CaptureRows } from './capture-rows.ts'
import type { CaptureStacks } from './capture-stacks.ts'

const TYPES: readonly ValueType[] = [{ name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }]

interface TracedThread {
  readonly thread: number
  /** What has run since `since`. */
  stack: number
  since: number
  cpu: number
}

/** Functions that told when they began and ended (`-finstrument-functions` with sysprof's tracer), as intervals. */
export class Traces {
  readonly #capture: Capture
  readonly #stacks: CaptureStacks
  readonly #warnings: Warnings
  readonly #rows = new CaptureRows()
  readonly #threads = new Map<string, TracedThread>()

  constructor(capture: Capture, { stacks, warnings }: { stacks: CaptureStacks; warnings: Warnings }) {
    this.#capture = capture
    this.#stacks = stacks
    this.#warnings = warnings
  }

  add(frame: CaptureFrame, { time, count }: { time: number; count: number }): void {
    const { bytes, view, isLittle } = this.#capture
    const { at, pid, cpu } = frame
    const isEntering = (bytes[at + 26]! & (isLittle ? 1 : 0x80)) !== 0
    const tid = view.getInt32(at + 28, isLittle)
    const stack = this.#stacks.stack(pid, at + 32, count)
    const now = isEntering || stack === -1 ? stack : this.#stacks.shared.stacks.columns.prefix.get(stack)
    const key = `${pid},${tid}`
    const before = this.#threads.get(key)
    if (before !== undefined) {
      if (time < before.since)
        this.#warnings.add('time-order', 'Calls before the one above them were left out.')
      else if (time > before.since && before.stack !== -1) {
        this.#rows.add({ stack: before.stack, thread: before.thread, time: before.since, cpu: before.cpu }, [
          time - before.since,
        ])
      }
    }
    const thread = before?.thread ?? this.#stacks.owners.thread(pid, tid)
    this.#threads.set(key, { thread, stack: now, since: Math.max(time, before?.since ?? time), cpu })
  }

  /** All intervals; null where there are none. */
  finish(): { rows: CaptureRows; types: readonly ValueType[]; stacks: CaptureStacks } | null {
    return this.#rows.length === 0 ? null : { rows: this.#rows, types: TYPES, stacks: this.#stacks }
  }
}
