import type { ValueType } from '../../model/recording.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { Capture, CaptureFrame } from './capture-frames.ts'
import { CaptureRows } from './capture-rows.ts'
import type { CaptureStacks } from './capture-stacks.ts'

const TYPES: readonly ValueType[] = [
  { name: 'allocated bytes', unit: 'bytes', kind: 'sum', precision: 'exact' },
  { name: 'allocated objects', unit: 'count', kind: 'sum', precision: 'exact' },
  { name: 'in-use bytes', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  { name: 'in-use objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
]

/** The allocations that `sysprof --memprof` wrote, and which of them were not freed. */
export class Allocations {
  readonly #capture: Capture
  readonly #stacks: CaptureStacks
  readonly #warnings: Warnings
  readonly #rows = new CaptureRows()
  /** Row and bytes of what is in use, by process and address. */
  readonly #inUse = new Map<string, { row: number; size: number }>()

  constructor(capture: Capture, { stacks, warnings }: { stacks: CaptureStacks; warnings: Warnings }) {
    this.#capture = capture
    this.#stacks = stacks
    this.#warnings = warnings
  }

  /** Takes an allocation, or where its size is no number above 0 the end of one. */
  add(frame: CaptureFrame, { time, count }: { time: number; count: number }): void {
    const { view, isLittle } = this.#capture
    const { at, pid, cpu } = frame
    const key = `${pid},${view.getBigUint64(at + 24, isLittle)}`
    const size = Number(view.getBigInt64(at + 32, isLittle))
    if (size <= 0) {
      if (!this.#inUse.delete(key)) {
        this.#warnings.add('frees-of-unknown', 'Blocks were freed that were not seen being allocated.')
      }
      return
    }
    const thread = this.#stacks.owners.thread(pid, view.getInt32(at + 40, isLittle))
    const stack = this.#stacks.stack(pid, at + 48, count)
    this.#inUse.set(key, { row: this.#rows.add({ stack, thread, time, cpu }, [size, 1, 0, 0]), size })
  }

  /** All allocations; null where there are none. */
  finish(): { rows: CaptureRows; types: readonly ValueType[]; stacks: CaptureStacks } | null {
    if (this.#rows.length === 0) return null
    for (const { row, size } of this.#inUse.values()) this.#rows.setWeights(row, [size, 1, size, 1])
    return { rows: this.#rows, types: TYPES, stacks: this.#stacks }
  }
}
