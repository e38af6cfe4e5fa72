import { canonicalUnit, secondsPer } from '../../base/units.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { AddressStacks } from '../decoding/gperftools/address-stacks.ts'
import { MemoryMap } from '../decoding/gperftools/memory-map.ts'
import { framesByAddress, SymbolTable } from '../decoding/gperftools/symbols.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'

/** Gathers what a contention profile says and makes the recording of it once the memory map is known. */
export class ContentionBuilder {
  readonly symbols = new SymbolTable()
  readonly map = new MemoryMap()
  readonly warnings = new Warnings()
  readonly stacks: AddressStacks
  /** Whether addresses only number symbols. */
  isJava = false
  /** Whether callers' addresses stand in the call already. */
  isLowered = false
  readonly #format: string
  readonly #delays: number[] = []
  readonly #counts: number[] = []
  readonly #rowStacks: number[] = []
  #period = 1
  #cyclesPerSecond: number | null = null
  #resolution: string | null = null
  #milliseconds: number | null = null
  #discarded = 0

  constructor(format: string) {
    this.#format = format
    this.stacks = new AddressStacks(format)
  }

  addRow(delay: number, count: number, stack: number): void {
    this.#delays.push(delay)
    this.#counts.push(count)
    this.#rowStacks.push(stack)
  }

  /** Takes `key = value`; false when the key is not known. */
  addAttribute(key: string, value: string): boolean {
    const number = Number(value)
    if (key === 'format') this.isJava = value === 'java'
    else if (key === 'resolution') this.#resolution = value
    else if (key === 'discarded samples') this.#discarded = number || 0
    else if (key === 'sampling period') this.#period = number >= 1 ? number : 1
    else if (key === 'cycles/second') this.#cyclesPerSecond = number > 0 ? number : null
    else if (key === 'ms since reset') this.#milliseconds = number >= 0 ? number : null
    else return false
    return true
  }

  finish(file: string | null): Recording {
    const shared = new SharedBuilder()
    const libOf = this.map.libs(shared)
    const framesOf = framesByAddress({ shared, symbols: this.symbols, libOf, hasAddresses: !this.isJava })
    const rows = this.stacks.resolve(shared, framesOf, this.isJava || this.isLowered ? 'none' : 'all')
    const clock = this.#clock()
    const precision = this.#period > 1 ? 'estimated' : 'exact'
    const types: ValueType[] = [
      { name: 'contentions', unit: 'count', kind: 'sum', precision },
      { name: 'delay', unit: clock.unit, kind: 'sum', precision },
    ]
    const part = new StacksBuilder(types, 1)
    for (const [i, stack] of this.#rowStacks.entries()) {
      const values = [this.#counts[i]! * this.#period, this.#delays[i]! * this.#period * clock.scale]
      part.add({ stack: rows[stack]! }, values)
    }
    if (this.#discarded > 0) {
      this.warnings.add('discarded-samples', `The profiler discarded ${this.#discarded} samples.`)
    }
    const settings = {
      period: this.#period,
      periodType: 'contentions/count',
      ...(this.#cyclesPerSecond === null ? {} : { cyclesPerSecond: this.#cyclesPerSecond }),
    }
    return importedRecording(
      { format: this.#format, file },
      {
        recorder: { name: 'contention profiler', mode: 'contention', settings },
        duration: this.#milliseconds === null ? null : this.#milliseconds * 1e6,
        warnings: this.warnings.list(),
      },
      { shared, stacks: part.finish(false) },
    )
  }

  /** What one unit of delay is: nanoseconds where the file says how long a cycle is. */
  #clock(): { unit: string; scale: number } {
    if (this.#resolution !== null) {
      const unit = canonicalUnit(this.#resolution)
      const seconds = secondsPer(unit)
      return seconds === null ? { unit, scale: 1 } : { unit: 'nanoseconds', scale: Math.round(seconds * 1e9) }
    }
    if (this.#cyclesPerSecond !== null) return { unit: 'nanoseconds', scale: 1e9 / this.#cyclesPerSecond }
    if (this.#delays.length > 0)
      this.warnings.add('no-clock-rate', 'The file does not say how long a cycle is.')
    return { unit: 'cycles', scale: 1 }
  }
}
