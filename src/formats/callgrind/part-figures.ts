import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
import { FigureRows } from './figure-rows.ts'
import { VisitedPairs } from './visited-pairs.ts'

/** The line of calls that are made from several lines, or from inlined code. */
const SEVERAL_LINES = -1

/** The figures of one part of a file, added up by line and by call. */
export class PartFigures {
  /** Functions in files: code of a function, its own file's or inlined into it. */
  readonly places = new VisitedPairs()
  /** Places and lines: 1-based, 0 where the tool did not know. */
  readonly lines = new VisitedPairs()
  /** Own figures, a row an entry of {@link lines}. */
  readonly lineFigures: FigureRows
  /** What was called from lines cost, callees included, in the same rows; calls of a function by itself are left out. */
  readonly calledFigures: FigureRows
  /** Callers and callees. */
  readonly edges = new VisitedPairs()
  /** What calls cost, callees included, a row an entry of {@link edges}. */
  readonly edgeFigures: FigureRows
  readonly calls: Growable<Float64Array> = growableFloat64()
  /** Line of the call in the caller's own file, {@link SEVERAL_LINES}, 0 unknown. */
  readonly callLine: Growable<Int32Array> = growableInt32()
  /** Whether all calls have cost as much as they are many: what tools write that do not count calls. */
  isCountCost = true

  constructor(events: number) {
    this.lineFigures = new FigureRows(events)
    this.calledFigures = new FigureRows(events)
    this.edgeFigures = new FigureRows(events)
  }

  get isEmpty(): boolean {
    return this.lines.length === 0 && this.edges.length === 0
  }

  /** The place of a function's code in a file. */
  place(func: number, file: number): number {
    this.places.enter(func)
    this.lines.enter(func)
    return this.places.number(func, file)
  }

  /** Adds own figures to a line of the place that was asked for last. */
  addLine(place: number, line: number, figures: Float64Array): void {
    this.lineFigures.addTo(this.#lineRow(place, line), figures)
  }

  /** Adds what was called from a line of the place that was asked for last. */
  addCalled(place: number, line: number, figures: Float64Array): void {
    this.calledFigures.addTo(this.#lineRow(place, line), figures)
  }

  #lineRow(place: number, line: number): number {
    const row = this.lines.number(place, line)
    if (row === this.lineFigures.length) {
      this.lineFigures.addRow()
      this.calledFigures.addRow()
    }
    return row
  }

  /** Adds calls from a function to a function. `line` is 0 where it is of no use. */
  addCall(
    caller: number,
    callee: number,
    call: { readonly calls: number; readonly line: number; readonly figures: Float64Array },
  ): void {
    const { calls, line, figures } = call
    this.edges.enter(caller)
    const row = this.edges.number(caller, callee)
    if (row === this.edgeFigures.length) {
      this.edgeFigures.addRow()
      this.calls.push(0)
      this.callLine.push(line)
    } else if (this.callLine.get(row) !== line) {
      this.callLine.set(row, SEVERAL_LINES)
    }
    this.calls.set(row, this.calls.get(row) + calls)
    if (this.isCountCost && calls !== figures[0] && calls !== 0) this.isCountCost = false
    this.edgeFigures.addTo(row, figures)
  }
}
