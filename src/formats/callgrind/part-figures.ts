import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import { FigureRows } from './figure-rows.ts'

/** The line of calls that are made from several lines, or from inlined code. */
export const SEVERAL_LINES = -1

/** The figures of one part of a file, added up by line and by call. */
export class PartFigures {
  /** Own figures by place (a function in a file) and line. */
  readonly lines: FigureRows
  readonly linePlace: Growable<Int32Array> = growableInt32()
  /** 1-based; 0 where the tool did not know. */
  readonly lineNumber: Growable<Int32Array> = growableInt32()
  readonly placeFunc: Growable<Int32Array> = growableInt32()
  readonly placeFile: Growable<Int32Array> = growableInt32()
  /** What calls cost, callees included, by caller and callee. */
  readonly edges: FigureRows
  readonly caller: Growable<Int32Array> = growableInt32()
  readonly callee: Growable<Int32Array> = growableInt32()
  readonly calls: Growable<Float64Array> = growableFloat64()
  /** Line of the call in the caller's own file, {@link SEVERAL_LINES}, 0 unknown. */
  readonly callLine: Growable<Int32Array> = growableInt32()
  /** Whether all calls have cost as much as they are many: what tools write that do not count calls. */
  isCountCost = true
  readonly #places = new PairMap()
  readonly #lines = new PairMap()
  readonly #edges = new PairMap()

  constructor(events: number) {
    this.lines = new FigureRows(events)
    this.edges = new FigureRows(events)
  }

  place(func: number, file: number): number {
    let place = this.#places.get(func, file)
    if (place === -1) {
      place = this.placeFunc.length
      this.#places.set(func, file, place)
      this.placeFunc.push(func)
      this.placeFile.push(file)
    }
    return place
  }

  addLine(place: number, line: number, figures: Float64Array): void {
    let row = this.#lines.get(place, line)
    if (row === -1) {
      row = this.lines.addRow()
      this.#lines.set(place, line, row)
      this.linePlace.push(place)
      this.lineNumber.push(line)
    }
    this.lines.addTo(row, figures)
  }

  /** Adds calls from a function to a function. `line` is 0 where it is of no use. */
  addCall(
    caller: number,
    callee: number,
    call: { readonly calls: number; readonly line: number },
    figures: Float64Array,
  ): void {
    let row = this.#edges.get(caller, callee)
    if (row === -1) {
      row = this.edges.addRow()
      this.#edges.set(caller, callee, row)
      this.caller.push(caller)
      this.callee.push(callee)
      this.calls.push(0)
      this.callLine.push(call.line)
    } else if (this.callLine.get(row) !== call.line) {
      this.callLine.set(row, SEVERAL_LINES)
    }
    this.calls.set(row, this.calls.get(row) + call.calls)
    if (this.isCountCost && call.calls !== figures[0] && call.calls !== 0) this.isCountCost = false
    this.edges.addTo(row, figures)
  }
}
