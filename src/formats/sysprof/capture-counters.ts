import type { Timeline } from '../../model/recording.ts'
import { type TableBuilder, tableBuilder } from '../../model/table-builder.ts'
import { TIMELINE_POINTS } from '../../model/tables.ts'
import type { Warnings } from '../importing/warnings.ts'
import { type Capture, type CaptureFrame, isWhole, textIn } from './capture-frames.ts'

const HEAD = 32
const DEFINITION = 128
const GROUP = 96
/** Values of one group. */
const VALUES = 8

interface Counter {
  readonly name: string
  readonly isDouble: boolean
  readonly points: { time: number; value: number }[]
}

/** The counters of a capture over time. */
export class Counters {
  readonly #capture: Capture
  readonly #warnings: Warnings
  readonly #counters = new Map<number, Counter>()

  constructor(capture: Capture, warnings: Warnings) {
    this.#capture = capture
    this.#warnings = warnings
  }

  /** Takes a record that defines counters; their first value is in it. */
  define(frame: CaptureFrame, time: number): void {
    if (!isWhole(frame, HEAD, this.#warnings)) return
    const { bytes, view, isLittle } = this.#capture
    let at = frame.at + HEAD
    for (
      let left = view.getUint16(frame.at + 24, isLittle);
      left > 0 && at + DEFINITION <= frame.end;
      left--
    ) {
      const bits = view.getUint32(at + 116, isLittle)
      const id = isLittle ? bits & 0xffffff : bits >>> 8
      const isDouble = (isLittle ? bits >>> 24 : bits & 0xff) === 1
      const words = [textIn(bytes, at, at + 32), textIn(bytes, at + 32, at + 64)]
      const name = words.filter(word => word !== '').join(': ') || `Counter ${id}`
      const known = this.#counters.get(id)
      const counter = known ?? { name, isDouble, points: [] }
      this.#counters.set(id, counter)
      counter.points.push({ time, value: this.#value(at + 120, isDouble) })
      at += DEFINITION
    }
  }

  /** Takes a record of values. */
  set(frame: CaptureFrame, time: number): void {
    if (!isWhole(frame, HEAD, this.#warnings)) return
    const { view, isLittle } = this.#capture
    let at = frame.at + HEAD
    for (let left = view.getUint16(frame.at + 24, isLittle); left > 0 && at + GROUP <= frame.end; left--) {
      for (let i = 0; i < VALUES; i++) {
        const id = view.getUint32(at + 4 * i, isLittle)
        if (id === 0) continue
        const counter = this.#counters.get(id)
        if (counter === undefined) {
          this.#warnings.add(
            'unknown-counters',
            'Values of counters that the capture does not define were left out.',
          )
          continue
        }
        counter.points.push({ time, value: this.#value(at + 4 * VALUES + 8 * i, counter.isDouble) })
      }
      at += GROUP
    }
  }

  timelines(): Timeline[] {
    return [...this.#counters.values()].map(({ name, points }) => {
      const table: TableBuilder<typeof TIMELINE_POINTS> = tableBuilder(TIMELINE_POINTS)
      for (const point of points.toSorted((a, b) => a.time - b.time)) {
        if (Number.isFinite(point.value)) table.add(point)
      }
      return { name, unit: 'count', kind: 'gauge', process: -1, points: table.finish() }
    })
  }

  #value(at: number, isDouble: boolean): number {
    const { view, isLittle } = this.#capture
    return isDouble ? view.getFloat64(at, isLittle) : Number(view.getBigInt64(at, isLittle))
  }
}
