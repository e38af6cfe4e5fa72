import { LinesBuilder, StacksBuilder } from '../../model/part-builders.ts'
import type { CallsPart, LinesPart, StacksPart, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { FuncKind, MARKS, type MarkTable } from '../../model/tables.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Warnings } from '../importing/warnings.ts'
import { CallCounts } from './call-counts.ts'
import type { EventHandler } from './read-events.ts'

const FORMAT = 'hotshot'
const TIME: ValueType = { name: 'time', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }
/** Ticks are microseconds but on Windows, which says how many of them make a second. */
const MICROSECOND = 1000
const TICKS_PER_SECOND = 'reported-performance-frequency'

/** A call that has not returned. */
interface Open {
  readonly func: number
  /** The stack of its callers, each at the line where it called; -1 for none. */
  readonly below: number
  /** Line being run, -1 unknown. */
  line: number
}

/** Builds a recording from the events of a log. Between two events the stack that is open is a row. */
export class Trace implements EventHandler {
  /** The log's own words about itself. */
  readonly info = new Map<string, string>()
  /** Nanoseconds since the first event. */
  now = 0
  readonly #shared = new SharedBuilder()
  readonly #stacks = new StacksBuilder([TIME])
  readonly #counts = new CallCounts(TIME)
  readonly #lines = new LinesBuilder([TIME])
  readonly #lineRows = new Map<string, number>()
  readonly #marks = tableBuilder(MARKS)
  readonly #files = new Map<number, string>()
  readonly #names = new Map<string, string>()
  readonly #funcs = new Map<string, number>()
  readonly #open: Open[] = []
  readonly #warnings: Warnings
  #hasBegun = false
  #hasLineTimes = false

  constructor(warnings: Warnings) {
    this.#warnings = warnings
  }

  enter(file: number, line: number, ticks: number): void {
    this.#pass(ticks)
    const func = this.#func(file, line)
    this.#open.push({ func, below: this.#stack(), line: -1 })
    assertDepth(FORMAT, this.#open.length)
    this.#counts.enter(func)
  }

  exit(ticks: number): void {
    this.#pass(ticks)
    if (this.#open.pop() !== undefined) this.#counts.exit()
    else
      this.#warnings.add(
        'unmatched-return',
        'Returns of functions that were not seen to be called were left out',
      )
  }

  line(line: number, ticks: number): void {
    this.#pass(ticks)
    const top = this.#open.at(-1)
    if (top === undefined || line > 0x7fffffff) {
      this.#warnings.add('unmatched-line', 'Lines outside of any function were left out')
      return
    }
    // Without times of their own it is not known how long any line took.
    if (this.#hasLineTimes) top.line = line
    const row = this.#lineRow(top.func, line)
    const { hits } = this.#lines.rows.columns
    hits.set(row, hits.get(row) + 1)
  }

  note(key: string, value: string): void {
    if (!this.#hasBegun) this.info.set(key, value)
    else this.#marks.add({ name: this.#shared.string(`${key}: ${value}`), time: this.now })
  }

  defineFile(file: number, path: string): void {
    this.#files.set(file, path)
  }

  defineFunc({ file, line, name }: { file: number; line: number; name: string }): void {
    this.#names.set(`${file}:${line}`, name)
    this.#funcs.delete(`${file}:${line}`)
  }

  times(what: 'lines' | 'frames', areOn: boolean): void {
    if (what === 'lines') this.#hasLineTimes = areOn
    else if (!areOn) this.#warnings.add('no-times', 'The log has no times of calls')
  }

  /** The parts of the recording. Functions that have not returned do so at the end of the log. */
  finish(): {
    shared: SharedBuilder
    stacks: StacksPart
    calls: CallsPart
    lines: LinesPart | null
    marks: MarkTable | null
  } {
    while (this.#open.pop() !== undefined) {
      this.#warnings.add('open-calls', 'Functions had not returned when the log ended')
      this.#counts.exit()
    }
    return {
      shared: this.#shared,
      stacks: this.#stacks.finish(true),
      calls: this.#counts.finish(),
      lines: this.#lines.rows.length === 0 ? null : this.#lines.finish(),
      marks: this.#marks.length === 0 ? null : this.#marks.finish(),
    }
  }

  /** Gives the time since the last event to what was running. */
  #pass(ticks: number): void {
    this.#hasBegun = true
    if (ticks === 0) return
    const nanoseconds = ticks * this.#nanosecondsPerTick()
    this.#stacks.add({ stack: this.#stack(), time: this.now }, [nanoseconds])
    this.#counts.pass(nanoseconds)
    const top = this.#open.at(-1)
    if (top !== undefined && top.line !== -1) {
      const row = this.#lineRow(top.func, top.line)
      const [time] = this.#lines.values
      time!.set(row, (time!.get(row) || 0) + nanoseconds)
    }
    this.now += nanoseconds
  }

  #nanosecondsPerTick(): number {
    const frequency = Number(this.info.get(TICKS_PER_SECOND))
    return frequency > 0 ? 1e9 / frequency : MICROSECOND
  }

  /** The stack that is open, -1 for none. */
  #stack(): number {
    const top = this.#open.at(-1)
    if (top === undefined) return -1
    const stack = this.#shared.stack(top.below, this.#shared.plainFrame(top.func, top.line))
    assertStackCount(FORMAT, this.#shared.stacks.length)
    return stack
  }

  #func(file: number, line: number): number {
    const key = `${file}:${line}`
    let func = this.#funcs.get(key)
    if (func === undefined) {
      const name = this.#names.get(key)
      if (name === undefined) this.#warnings.add('unnamed-functions', 'Functions that the log does not name')
      const path = this.#files.get(file)
      func = this.#shared.func({
        name: name ?? '<unknown>',
        ...(path === undefined ? {} : { file: path }),
        line: line > 0x7fffffff ? -1 : line,
        kind: FuncKind.python,
      })
      this.#funcs.set(key, func)
    }
    return func
  }

  #lineRow(func: number, line: number): number {
    const key = `${func}:${line}`
    let row = this.#lineRows.get(key)
    if (row === undefined) {
      const known = this.#shared.funcs.columns.source.get(func)
      const source = known === -1 ? this.#shared.source('<unknown>') : known
      row = this.#lines.add({ source, line, func, hits: 0 }, [this.#hasLineTimes ? 0 : Number.NaN])
      this.#lineRows.set(key, row)
    }
    return row
  }
}
