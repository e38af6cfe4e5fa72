import { FormatError, LimitError } from '../../base/errors.ts'
import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadKind } from '../../model/tables.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { columnsOf } from './counters.ts'
import { Cursor } from './cursor.ts'

const FORMAT = 'igprof'
const CLOSE = 41
const SPACE = 32
const PLUS = 43
const SEMICOLON = 59
const MAX_COUNTERS = 64

/** Reads a dump. Each line is a node of the tree of stacks with its own counters. O(bytes), memory for the nodes.
 *  @throws FormatError, LimitError. */
export async function readIgprof(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const reader = new DumpReader()
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      reader.read(bytes, { start, end, line })
    },
  })
  return [reader.finish(input.name)]
}

interface Counter {
  readonly name: string
  hasPeaks: boolean
  /** Per value the row in `#rows`, and the three fields. */
  readonly row: Growable<Int32Array>
  readonly fields: Growable<Float64Array>
}

class DumpReader {
  readonly #cursor = new Cursor()
  readonly #shared = new SharedBuilder()
  readonly #warnings = new Warnings()
  readonly #libs: number[] = []
  /** Frame of each function number, by its number. */
  readonly #frames: number[] = []
  readonly #counters: Counter[] = []
  /** Stack of each depth of the path being read; depth 1 is a root. */
  readonly #path: number[] = []
  /** Nodes that have counters. */
  readonly #rows = growableInt32()
  #program = ''
  #pid = -1
  #secondsPerTick = 0
  #hasHeader = false
  #leaks = 0
  #nodes = 0

  read(bytes: Uint8Array, place: { start: number; end: number; line: number }): void {
    const cursor = this.#cursor
    cursor.start(bytes, place)
    if (cursor.isAtEnd) return
    if (!this.#hasHeader) this.#readHeader()
    else if (cursor.take('C')) this.#readNode()
    // Dumps of several processes may be joined.
    else if (cursor.take('P='))
      this.#warnings.atLine('more-headers', 'Further headers were left out.', place.line)
    else cursor.fail('a call (C1 FN0…)')
  }

  finish(name: string | null): Recording {
    if (!this.#hasHeader)
      throw new FormatError(FORMAT, 'expected a header (P=(ID=…)), found none', { line: 1 })
    if (this.#counters.length === 0) {
      throw new FormatError(FORMAT, 'expected calls with counters (V0=(PERF_TICKS):…), found none', {
        line: 2,
      })
    }
    if (this.#leaks > 0) {
      this.#warnings.add('leak-addresses', `Addresses of ${this.#leaks} blocks still in use were left out.`)
    }
    const process = this.#shared.process({ name: this.#program, pid: this.#pid })
    const thread = this.#shared.thread({ name: this.#program, process, kind: ThreadKind.native })
    const isTicks = this.#counters.some(counter => counter.name === 'PERF_TICKS')
    return importedRecording(
      { format: FORMAT, file: name },
      {
        command: this.#program === '' ? [] : [this.#program],
        recorder: {
          name: 'IgProf',
          mode: isTicks ? 'sample' : 'trace',
          settings: isTicks ? { tickSeconds: this.#secondsPerTick } : {},
        },
        warnings: this.#warnings.list(),
      },
      { stacks: this.#stacks(thread), shared: this.#shared },
    )
  }

  /** `P=(ID=pid N=(program) T=seconds)`, with HEX where numbers are hexadecimal. */
  #readHeader(): void {
    const cursor = this.#cursor
    cursor.expect('P=(')
    cursor.isHex = cursor.take('HEX ')
    cursor.expect('ID=')
    const pid = cursor.number()
    this.#pid = pid <= 0x7fffffff ? pid : -1
    cursor.expect(' N=')
    this.#program = cursor.bracketed(next => next === SPACE)
    cursor.expect(' T')
    const period = cursor.take('=') ? cursor.at : cursor.fail('"="')
    cursor.skipTo(CLOSE)
    this.#secondsPerTick = cursor.decimal(period)
    cursor.expect(')')
    this.#hasHeader = true
  }

  /** `C5 FN7+12 V0:(1,8,8) V1:(1,8,0);LK=(0x1234,8)`. */
  #readNode(): void {
    const cursor = this.#cursor
    const depth = cursor.number()
    if (depth < 1 || depth > this.#path.length + 1) {
      cursor.fail(`a depth of at most ${this.#path.length + 1} before here`)
    }
    assertDepth(FORMAT, depth)
    cursor.expect(' FN')
    const frame = this.#readFrame()
    this.#path.length = depth - 1
    const stack = this.#shared.stack(depth === 1 ? -1 : this.#path[depth - 2]!, frame)
    this.#path.push(stack)
    assertStackCount(FORMAT, this.#shared.stacks.length)
    this.#nodes++
    let row = -1
    while (!cursor.isAtEnd) {
      if (cursor.take(' V')) {
        if (row === -1) {
          row = this.#rows.length
          this.#rows.push(stack)
        }
        this.#readCounter(row)
      } else if (cursor.take(';LK=')) {
        cursor.bracketed(next => next === undefined || next === SEMICOLON || next === SPACE)
        this.#leaks++
      } else cursor.fail('a counter (V0:…)')
    }
  }

  /** `7=(F2=(path)+offset N=(symbol))+offset`, or `7+offset` once it is known. */
  #readFrame(): number {
    const cursor = this.#cursor
    const number = cursor.number()
    if (cursor.take('=(F')) {
      const lib = this.#readFile()
      cursor.expect('+')
      const offset = cursor.number()
      cursor.expect(' N=')
      const symbol = cursor.bracketed((next, afterNext) => next === CLOSE && afterNext === PLUS)
      cursor.expect(')+')
      cursor.number()
      // A number that memory would have to be found for up to it is none of a list that counts up.
      if (number > this.#nodes)
        throw new LimitError(FORMAT, `function ${number} is defined before that many calls`)
      const frame = this.#makeFrame({ lib, offset, symbol })
      this.#frames[number] = frame
      return frame
    }
    const frame = this.#frames[number]
    if (frame === undefined) cursor.fail(`a function that is known, not FN${number},`)
    cursor.expect('+')
    cursor.number()
    return frame!
  }

  #readFile(): number {
    const cursor = this.#cursor
    const number = cursor.number()
    if (cursor.take('=')) {
      const path = cursor.bracketed(next => next === PLUS)
      if (number > this.#nodes)
        throw new LimitError(FORMAT, `file ${number} is defined before that many calls`)
      this.#libs[number] = this.#shared.lib({ name: path.slice(path.lastIndexOf('/') + 1), path })
    }
    const lib = this.#libs[number]
    if (lib === undefined) cursor.fail(`a file that is known, not F${number},`)
    return lib!
  }

  /** Symbols that are not known are printed as their address: `@?0x804cd05`. */
  #makeFrame({ lib, offset, symbol }: { lib: number; offset: number; symbol: string }): number {
    const isUnknown = symbol.startsWith('@?')
    const name = isUnknown ? symbol.slice(2) : symbol
    const func = this.#shared.func({ name, lib, kind: isUnknown ? FuncKind.address : FuncKind.native })
    return this.#shared.frame({ func, lib, address: BigInt(offset) })
  }

  /** `0=(NAME):(calls,value,peak)`, or `0:(…)` once it is known. */
  #readCounter(row: number): void {
    const cursor = this.#cursor
    const number = cursor.number()
    if (cursor.take('=')) {
      const name = cursor.bracketed(next => next !== undefined)
      if (number !== this.#counters.length || number >= MAX_COUNTERS)
        cursor.fail('counters numbered in order')
      this.#counters.push({ name, hasPeaks: false, row: growableInt32(), fields: growableFloat64() })
    }
    const counter = this.#counters[number]
    if (counter === undefined) cursor.fail(`a counter that is known, not V${number},`)
    cursor.expect(':(')
    const calls = cursor.signed()
    cursor.expect(',')
    const value = cursor.signed()
    cursor.expect(',')
    const peak = cursor.signed()
    cursor.expect(')')
    const { row: rows, fields } = counter!
    rows.push(row)
    for (const field of [calls, value, peak]) fields.push(field)
    if (peak !== 0) counter!.hasPeaks = true
  }

  #stacks(thread: number) {
    const columns = columnsOf(this.#counters, this.#secondsPerTick)
    const part = new StacksBuilder(columns.map(column => column.type))
    const length = this.#rows.length
    for (let row = 0; row < length; row++) part.add({ stack: this.#rows.get(row), thread }, [])
    for (const [k, { counter, field, factor }] of columns.entries()) {
      const { row, fields } = this.#counters[counter]!
      const offset = field === 'calls' ? 0 : field === 'value' ? 1 : 2
      const weights = part.weights[k]!
      for (let i = 0; i < row.length; i++) {
        const at = row.get(i)
        weights.set(at, weights.get(at) + fields.get(3 * i + offset) * factor)
      }
    }
    return part.finish(false)
  }
}
