import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadKind } from '../../model/tables.ts'
import { IndentedRows } from '../decoding/text/indented-rows.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import type { ReportHeader } from './header.ts'
import { parseFrame, type TreeLine } from './parse-node.ts'

/** A binary of the list at the end. */
export interface ListedImage {
  readonly start: string
  readonly last: string | null
  readonly name: string
  readonly uuid: string | undefined
  readonly path: string | undefined
}

interface TreeRow {
  readonly parent: number
  readonly thread: number
  readonly text: string
  /** Samples in which it was on the stack, then without those of its callees. */
  readonly total: number
  self: number
}

/** The call trees of a report, kept as text until the binaries are known, which come last. */
export class SampleTree {
  readonly #format: string
  readonly #shared = new SharedBuilder()
  readonly #warnings = new Warnings()
  readonly #indented = new IndentedRows()
  readonly #rows: TreeRow[] = []
  readonly #threads: { count: number; self: number; row: number }[] = []
  readonly #images = new Map<string, ListedImage>()
  readonly #libs = new Map<string, number>()
  #process = -1

  constructor(format: string) {
    this.#format = format
  }

  get isEmpty(): boolean {
    return this.#threads.length === 0
  }

  warn(line: number): void {
    this.#warnings.atLine('unreadable-lines', 'Lines of the call tree without a count were left out.', line)
  }

  beginProcess(name: string, pid: number): void {
    this.#process = this.#shared.process({ name, pid: pid <= 0x7fffffff ? pid : -1 })
  }

  /** Begins a thread: `Thread_1086631: PortServerThread`, `Thread_1   DispatchQueue_1: main  (serial)`. */
  beginThread({ count, text, id }: TreeLine): void {
    const match = /^Thread_(\d{1,15})(?::\s*(.*?)|\s+(DispatchQueue_\d+:?\s*.*?))?\s*$/.exec(text)
    const tid = id ?? Number(match?.[1] ?? Number.NaN)
    const name = match === null ? text : (match[2] ?? match[3] ?? `Thread_${match[1]}`)
    const isMain = /com\.apple\.main-thread/.test(text) ? 1 : 0
    const row = this.#shared.thread({
      name: name === '' ? `Thread ${tid}` : name,
      tid,
      process: this.#process,
      kind: ThreadKind.native,
      isMain,
    })
    this.#threads.push({ count, self: count, row })
    this.#indented.clear()
  }

  add({ column, count, text }: TreeLine): void {
    const thread = this.#threads.length - 1
    if (thread === -1) return
    const index = this.#rows.length
    const parent = this.#indented.parentOf(index, column)
    assertDepth(this.#format, this.#indented.depth)
    if (parent === -1) this.#threads[thread]!.self -= count
    else this.#rows[parent]!.self -= count
    this.#rows.push({ parent, thread, text, total: count, self: count })
  }

  addImage(image: ListedImage): void {
    for (const key of [image.name, image.path?.split('/').at(-1)]) {
      if (key !== undefined && !this.#images.has(key)) this.#images.set(key, image)
    }
  }

  finish(header: ReportHeader, file: string | null): Recording {
    const { interval } = header
    const samples: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }
    const wall: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
    const part = new StacksBuilder(interval === null ? [samples] : [wall, samples])
    const add = (stack: number, thread: number, count: number) => {
      if (count === 0) return
      if (count < 0)
        this.#warnings.add('counts-differ', 'Callees were counted more often than what called them.')
      part.add({ stack, thread }, interval === null ? [count] : [count * interval, count])
    }
    for (const { row, self } of this.#threads) add(-1, row, self)
    const stacks = new Int32Array(this.#rows.length)
    for (const [i, { parent, thread, text, self }] of this.#rows.entries()) {
      stacks[i] = this.#shared.stack(parent === -1 ? -1 : stacks[parent]!, this.#frameOf(text))
      add(stacks[i]!, this.#threads[thread]!.row, self)
    }
    assertStackCount(this.#format, this.#rows.length)
    const [path, system] = [header.field('Path'), header.field('OS Version')]
    const longest = this.#threads.reduce((most, { count }) => Math.max(most, count), 0)
    return importedRecording(
      { format: this.#format, file },
      {
        command: path === null ? [] : [path],
        platform: system,
        startTime: header.startTime,
        duration: interval === null ? null : longest * interval,
        recorder: {
          name: /spindump/.test(header.field('Analysis Tool') ?? '') ? 'spindump' : 'sample',
          mode: 'sample',
          settings: header.settings,
        },
        warnings: this.#warnings.list(),
      },
      { shared: this.#shared, stacks: part.finish(false) },
    )
  }

  #frameOf(text: string): number {
    const { name, image, address, file, line } = parseFrame(text)
    const lib = image === null ? -1 : this.#libOf(image)
    const isKernel = image === 'kernel' || image === 'mach_kernel'
    const kind = /^0x[0-9a-f]+$/.test(name) ? FuncKind.address : isKernel ? FuncKind.kernel : FuncKind.native
    const func = this.#shared.func({ name, file: file ?? undefined, lib, kind })
    return this.#shared.frame({ func, line, lib, address })
  }

  #libOf(name: string): number {
    let lib = this.#libs.get(name)
    if (lib === undefined) {
      const image = this.#images.get(name)
      const last = image?.last ?? null
      lib = this.#shared.lib({
        name,
        path: image?.path ?? name,
        ...(image?.uuid === undefined ? {} : { buildId: image.uuid.replaceAll('-', '').toLowerCase() }),
        ...(image === undefined || last === null
          ? {}
          : { start: BigInt(image.start), end: BigInt(last) + 1n }),
      })
      this.#libs.set(name, lib)
    }
    return lib
  }
}
