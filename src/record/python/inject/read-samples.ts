import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { FormatError } from '../../../base/errors.ts'
import { type Growable, growableInt32 } from '../../../base/growable.ts'
import type { StacksBuilder } from '../../../model/part-builders.ts'
import type { Interpreter, StacksPart, ValueType } from '../../../model/recording.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { FuncKind, type ProcessIndex, ThreadKind, ThreadState } from '../../../model/tables.ts'

/** What the sampler counted about itself. */
export interface SamplerFigures {
  readonly scheduled: number
  readonly taken: number
  readonly late: number
  /** Nanoseconds of processor time. */
  readonly cpu: number
}

/** What one process left, besides the samples that went into the builders. */
export interface SamplesFile {
  readonly pid: number
  readonly interpreter: Interpreter
  /** Nanoseconds since 1970. */
  readonly startTime: bigint
  /** Length in nanoseconds: up to the end, or up to the last sample of a file without one. */
  readonly duration: number
  readonly runs: number
  /** Null when the file has no end: the process was killed. */
  readonly figures: SamplerFigures | null
}

const FORMAT = 'samples of the in-process sampler'

/** Wall and CPU time in nanoseconds (NaN where the system does not say) and the number of samples. */
export const SAMPLER_VALUE_TYPES: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'samples', unit: 'count', kind: 'sum', precision: 'exact' },
]

/**
 * Reads what the sampler of the Python package wrote (python/pyrometer/_stream.py says what) into the builders, times
 * counted from `startTime`. The last line may be cut off: the process may have been killed.
 * @throws FormatError when the file is not one the sampler wrote.
 */
export async function readSamples(
  path: string,
  into: { shared: SharedBuilder; stacks: StacksBuilder; startTime: bigint },
): Promise<SamplesFile> {
  let reader: SamplesReader | null = null
  let number = 0
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number++
    const row = parseLine(line)
    // Only the line that was being written when the process died is no JSON; nothing follows it.
    if (row === null) break
    if (reader === null) reader = new SamplesReader(row, into)
    else if (Array.isArray(row)) reader.read(row, number)
    else throw new FormatError(FORMAT, 'expected a list', { line: number })
  }
  if (reader === null) throw new FormatError(FORMAT, 'expected a header, found nothing', { line: 1 })
  return reader.finish()
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

class SamplesReader {
  readonly #shared: SharedBuilder
  readonly #stacks: StacksBuilder
  readonly #process: ProcessIndex
  readonly #header: { pid: number; startTime: bigint; interpreter: Interpreter }
  /** Time of this process's zero on the recording's clock. */
  readonly #offset: number
  /** The file's numbers of each table to the recording's. */
  readonly #funcs = growableInt32()
  readonly #frames = growableInt32()
  readonly #stackOf = growableInt32()
  readonly #threads = growableInt32()
  #runs = 0
  #duration = 0
  #figures: SamplerFigures | null = null

  constructor(header: unknown, into: { shared: SharedBuilder; stacks: StacksBuilder; startTime: bigint }) {
    this.#shared = into.shared
    this.#stacks = into.stacks
    this.#header = readHeader(header)
    this.#offset = Math.max(0, Number(this.#header.startTime - into.startTime))
    const { pid, interpreter } = this.#header
    const name = interpreter.executable?.replace(/^.*[\\/]/, '') ?? interpreter.implementation
    this.#process = this.#shared.process({ pid, name, start: this.#offset })
  }

  read(row: readonly unknown[], line: number): void {
    const text = (k: number) => expect<string>(row[k], 'string', line)
    const int = (k: number) => {
      const value = expect<number>(row[k], 'number', line)
      if (!Number.isInteger(value) || value < -1) throw new FormatError(FORMAT, 'expected a count', { line })
      return value
    }
    const index = (k: number, table: Growable<Int32Array>) => {
      const value = int(k)
      if (value < 0 || value >= table.length) {
        throw new FormatError(FORMAT, `${value} was not defined before`, { line })
      }
      return table.get(value)
    }
    const { columns } = this.#shared.threads
    switch (row[0]) {
      case 'func':
        this.#funcs.push(
          this.#shared.func({ name: text(1), file: text(2), line: int(3), kind: FuncKind.python }),
        )
        break
      case 'frame':
        this.#frames.push(
          this.#shared.frame({
            func: index(1, this.#funcs),
            line: int(2),
            endLine: int(3),
            column: int(4),
            endColumn: int(5),
          }),
        )
        break
      case 'stack':
        this.#stackOf.push(
          this.#shared.stack(row[1] === -1 ? -1 : index(1, this.#stackOf), index(2, this.#frames)),
        )
        break
      case 'thread': {
        const tid = int(2)
        this.#threads.push(
          this.#shared.thread({
            name: text(1),
            process: this.#process,
            tid: tid === -1 ? Number.NaN : tid,
            kind: ThreadKind.python,
            isMain: int(3) === 1 ? 1 : 0,
          }),
        )
        break
      }
      case 'name': {
        const thread = index(1, this.#threads)
        columns.name.set(thread, this.#shared.string(text(2)))
        if (int(3) >= 0) columns.tid.set(thread, int(3))
        break
      }
      case 'run': {
        const thread = index(1, this.#threads)
        const time = int(3)
        const wall = int(4)
        const cpu = row[5] === null ? Number.NaN : int(5)
        this.#addRun({ thread, stack: index(2, this.#stackOf), time, wall, cpu, samples: int(6) })
        break
      }
      case 'end':
        this.#duration = int(1)
        this.#figures = readFigures(row[2], line)
        break
      default:
      // A newer sampler may say more.
    }
  }

  finish(): SamplesFile {
    const { columns } = this.#shared.processes
    columns.end.set(this.#process, this.#offset + this.#duration)
    return { ...this.#header, duration: this.#duration, runs: this.#runs, figures: this.#figures }
  }

  #addRun(run: {
    thread: number
    stack: number
    time: number
    wall: number
    cpu: number
    samples: number
  }): void {
    const { thread, stack, time, wall, cpu, samples } = run
    this.#runs++
    this.#duration = Math.max(this.#duration, time + wall)
    // From CPU time alone: on a processor most of the time or hardly at all. Between the two nothing is claimed.
    const share = cpu / wall
    const state = share > 0.8 ? ThreadState.running : share < 0.05 ? ThreadState.blocked : ThreadState.unknown
    this.#stacks.add({ thread, stack, time: this.#offset + time, state }, [wall, cpu, samples])
    if (Number.isNaN(cpu)) return
    const total = this.#shared.threads.columns.cpu
    const before = total.get(thread)
    total.set(thread, (Number.isNaN(before) ? 0 : before) + cpu)
  }
}

/** The part with unknown CPU time counted as none, or without CPU time when none is known at all. */
export function settleCpu(part: StacksPart): StacksPart {
  const [wall, cpu, samples] = part.weights
  if (cpu!.every(Number.isNaN)) {
    const [wallType, , samplesType] = part.valueTypes
    return { ...part, valueTypes: [wallType!, samplesType!], weights: [wall!, samples!] }
  }
  return { ...part, weights: [wall!, cpu!.map(value => (Number.isNaN(value) ? 0 : value)), samples!] }
}

function readHeader(row: unknown): { pid: number; startTime: bigint; interpreter: Interpreter } {
  const { pyrometer, version, start, pid, interpreter } = (row ?? {}) as Record<string, unknown>
  const about = Array.isArray(interpreter) ? interpreter : []
  if (pyrometer !== 'samples' || version !== 1 || about.length !== 3) {
    throw new FormatError(FORMAT, 'expected the header of version 1', { line: 1 })
  }
  const [implementation, release, executable] = about as [string, string, string]
  return {
    pid: expect<number>(pid, 'number', 1),
    // A double holds nanoseconds since 1970 to 256 ns.
    startTime: BigInt(expect<number>(start, 'number', 1)),
    interpreter: { implementation, version: release, executable: executable === '' ? null : executable },
  }
}

function readFigures(value: unknown, line: number): SamplerFigures {
  const figures = (value ?? {}) as Record<string, unknown>
  const figure = (name: string) => expect<number>(figures[name], 'number', line)
  return { scheduled: figure('scheduled'), taken: figure('taken'), late: figure('late'), cpu: figure('cpu') }
}

function expect<T>(value: unknown, type: 'string' | 'number', line: number): T {
  if (typeof value !== type) throw new FormatError(FORMAT, `expected a ${type}`, { line })
  return value as T
}
