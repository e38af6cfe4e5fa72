import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind } from '../../model/tables.ts'
import { AddressStacks } from '../decoding/gperftools/address-stacks.ts'
import { MemoryMap } from '../decoding/gperftools/memory-map.ts'
import { framesByAddress, SymbolTable } from '../decoding/gperftools/symbols.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import type { HeapFigures } from './parse-row.ts'
import { type HeapScheme, scaleOf, schemeOf } from './sampling.ts'
import { columnsOf, type HeapColumn } from './value-types.ts'

type Figures = readonly [number, number, number, number]

/** Gathers what a heap profile says and makes the recording of it once the memory map is known. */
export class HeapBuilder {
  readonly symbols = new SymbolTable()
  readonly map = new MemoryMap()
  readonly warnings = new Warnings()
  /** The measured program, where the file says. */
  readonly command: string[] = []
  /** Whether callers' addresses stand in the call already. */
  isLowered = false
  /** Whether addresses only number symbols. */
  isJava = false
  readonly #format: string
  readonly #stacks: AddressStacks
  readonly #rowStacks: Growable<Int32Array> = growableInt32()
  readonly #rowThreads: Growable<Int32Array> = growableInt32()
  /** Per row the factor of what it stands for. */
  readonly #scales: readonly [Growable<Float64Array>, Growable<Float64Array>] = [
    growableFloat64(),
    growableFloat64(),
  ]
  readonly #figures = [growableFloat64(), growableFloat64(), growableFloat64(), growableFloat64()] as const
  readonly #counters: { name: string; unit: string; value: number }[] = []
  readonly #threadNames = new Map<string, string>()
  readonly #threads: string[] = []
  readonly #threadRows = new Map<string, number>()
  #scheme: HeapScheme = schemeOf('heapprofile', false)
  #totals: readonly number[] | null = null
  /** The stack whose figures follow, -1 none; and what all its threads together have that no row says yet. */
  #stack = -1
  #whole: [number, number, number, number] = [0, 0, 0, 0]
  #factors: [number, number] = [1, 1]

  constructor(format: string) {
    this.#format = format
    this.#stacks = new AddressStacks(format)
  }

  header({ tag, totals }: { tag: string; totals: readonly number[] | null }): void {
    this.#totals = totals
    this.#scheme = schemeOf(tag, totals !== null && totals[0] === totals[2] && totals[1] === totals[3])
    if (this.#scheme.sampling === 'uniform' && !tag.includes('/')) {
      this.warnings.add(
        'assumed-sampling',
        'The file does not say how it was sampled; 1 in 128 KiB is assumed.',
      )
    }
  }

  stackOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#stacks.ofText(bytes, start, end)
  }

  addRow(figures: HeapFigures, stack: number): void {
    const { objects, bytes, allocatedObjects, allocatedBytes } = figures
    this.#push(
      stack,
      -1,
      [objects, bytes, allocatedObjects, allocatedBytes],
      [scaleOf(this.#scheme, objects, bytes), scaleOf(this.#scheme, allocatedObjects, allocatedBytes)],
    )
  }

  /** A stack whose figures follow, one line a thread. */
  beginStack(bytes: Uint8Array, start: number, end: number): void {
    this.#endStack()
    this.#stack = this.#stacks.ofText(bytes, start, end)
  }

  /** Figures of a thread, `t*` for all of them, of the stack begun last; before the first stack, those of the profile. */
  addThread(thread: string, figures: Figures, name: string): void {
    if (name !== '') this.#threadNames.set(thread, name)
    if (this.#stack === -1) {
      if (thread === 't*') this.#totals = figures
      return
    }
    if (thread === 't*') {
      this.#whole = [...figures]
      // All threads' figures are scaled alike, so that together they are what jeprof makes of them.
      this.#factors = [
        scaleOf(this.#scheme, figures[0], figures[1]),
        scaleOf(this.#scheme, figures[2], figures[3]),
      ]
      return
    }
    this.#push(this.#stack, this.#threadOf(thread), figures, this.#factors)
    for (let k = 0; k < 4; k++) this.#whole[k]! -= figures[k]!
  }

  addStatistic(name: string, value: number): void {
    const unit = /^(?:Num|Lookups|Mallocs|Frees|HeapObjects|GCCPU)/.test(name)
      ? 'count'
      : /Ns$|^LastGC/.test(name)
        ? 'nanoseconds'
        : 'bytes'
    if (this.#counters.length < 100) this.#counters.push({ name, unit, value })
  }

  finish(file: string | null): Recording {
    this.#endStack()
    const columns = columnsOf(this.#scheme, this.#hasAllocated())
    const shared = new SharedBuilder()
    const libOf = this.map.libs(shared)
    const framesOf = framesByAddress({ shared, symbols: this.symbols, libOf, hasAddresses: !this.isJava })
    const resolved = this.#stacks.resolve(shared, framesOf, this.isJava || this.isLowered ? 'none' : 'all')
    const threads = this.#threads.map(id =>
      shared.thread({ name: this.#threadNames.get(id) ?? id, kind: ThreadKind.native }),
    )
    const part = new StacksBuilder(
      columns.map(({ type }) => type),
      this.#shownFirst(columns),
    )
    for (let row = 0; row < this.#rowStacks.length; row++) {
      const thread = this.#rowThreads.get(row)
      part.add(
        {
          stack: resolved[this.#rowStacks.get(row)]!,
          thread: thread === -1 ? -1 : threads[thread]!,
          labels: shared.labelSet(this.#blockSize(row)),
        },
        columns.map(column => this.#value(row, column)),
      )
    }
    this.#checkTotals()
    const { tag, period } = this.#scheme
    const settings = { kind: tag, ...(period > 0 ? { period, periodType: 'space/bytes' } : {}) }
    return importedRecording(
      { format: this.#format, file },
      {
        recorder: { name: 'heap profiler', mode: 'memory', settings },
        command: this.command,
        warnings: this.warnings.list(),
      },
      { shared, stacks: part.finish(false), counters: this.#counters },
    )
  }

  #push(stack: number, thread: number, figures: Figures, scales: readonly [number, number]): void {
    this.#rowStacks.push(stack)
    this.#rowThreads.push(thread)
    for (let k = 0; k < 4; k++) this.#figures[k]!.push(figures[k]!)
    this.#scales[0].push(scales[0])
    this.#scales[1].push(scales[1])
  }

  /** What the threads of a stack did not account for is of none of them. */
  #endStack(): void {
    if (this.#stack !== -1 && this.#whole.some(value => value !== 0)) {
      this.#push(this.#stack, -1, this.#whole, this.#factors)
    }
    this.#whole = [0, 0, 0, 0]
    this.#factors = [1, 1]
  }

  #threadOf(id: string): number {
    let thread = this.#threadRows.get(id)
    if (thread === undefined) {
      thread = this.#threads.push(id) - 1
      this.#threadRows.set(id, thread)
    }
    return thread
  }

  #value(row: number, { figure, isScaled }: HeapColumn): number {
    const value = this.#figures[figure]!.get(row)
    return isScaled ? value * this.#scales[figure > 1 ? 1 : 0]!.get(row) : value
  }

  /** Whether the second pair of figures says anything: some profiles repeat the first there, or leave zeros. */
  #hasAllocated(): boolean {
    const [objects, bytes, allocatedObjects, allocatedBytes] = this.#figures
    const isFull = this.#scheme.tag === 'heapprofile'
    for (let row = 0; row < this.#rowStacks.length; row++) {
      const [count, size] = [allocatedObjects.get(row), allocatedBytes.get(row)]
      if (count === 0 && size === 0) continue
      if (isFull || count !== objects.get(row) || size !== bytes.get(row)) return true
    }
    return false
  }

  /** Bytes in use, or allocated where nothing is in use any more. */
  #shownFirst(columns: readonly HeapColumn[]): number {
    let inUse = 0
    for (let row = 0; row < this.#rowStacks.length; row++) inUse += Math.abs(this.#figures[1].get(row))
    return inUse === 0 && columns.some(column => column.figure === 3) ? 3 : 1
  }

  /** The size of an object, as pprof labels the rows of sampled profiles. */
  #blockSize(row: number): { key: string; number: number; unit: string }[] {
    const [objects, bytes, allocatedObjects, allocatedBytes] = this.#figures
    const isUsed = objects.get(row) !== 0
    const count = isUsed ? objects.get(row) : allocatedObjects.get(row)
    const size = isUsed ? bytes.get(row) : allocatedBytes.get(row)
    return count === 0 ? [] : [{ key: 'bytes', number: Math.trunc(size / count), unit: 'bytes' }]
  }

  #checkTotals(): void {
    const totals = this.#totals
    if (totals === null || this.#rowStacks.length === 0) return
    for (let k = 0; k < 2; k++) {
      let sum = 0
      for (let row = 0; row < this.#rowStacks.length; row++) sum += this.#figures[k]!.get(row)
      if (sum === totals[k]) continue
      const what = k === 0 ? 'objects' : 'bytes'
      this.warnings.add('totals-differ', `The header says ${totals[k]} ${what}, the rows add up to ${sum}.`)
      return
    }
  }
}
