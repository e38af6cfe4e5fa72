import { StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type Timeline, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { ThreadKind, TIMELINE_POINTS } from '../../model/tables.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import type { ByteSource } from './byte-source.ts'
import type { MemrayHeader } from './header.ts'
import { NativeStacks } from './native-stacks.ts'
import { PythonFrames } from './python-frames.ts'
import { ALLOCATORS } from './tokens.ts'

const NANOSECONDS = 1e6

/** What both kinds of capture files have in common while they are read: names, frames, threads, memory over time. */
export class Capture {
  readonly header: MemrayHeader
  readonly shared = new SharedBuilder()
  readonly warnings = new Warnings()
  readonly frames: PythonFrames
  readonly natives = new NativeStacks(this.shared)
  readonly #process: number
  readonly #threads = new Map<number, number>()
  readonly #names = new Map<number, string>()
  readonly #rss = tableBuilder(TIMELINE_POINTS)
  readonly #heap = tableBuilder(TIMELINE_POINTS)
  #now = 0

  constructor(header: MemrayHeader) {
    this.header = header
    this.frames = new PythonFrames(this.shared, { release: header.release, warnings: this.warnings })
    this.#process = this.shared.process({ pid: Math.max(-1, header.pid), name: '', command: header.command })
  }

  /** The thread with memray's own number. */
  thread(id: number): number {
    let thread = this.#threads.get(id)
    if (thread === undefined) {
      const isMain = id === this.header.mainThread
      const name = this.#names.get(id) ?? (isMain ? 'MainThread' : `Thread ${id}`)
      thread = this.shared.thread({
        process: this.#process,
        name,
        kind: ThreadKind.python,
        isMain: isMain ? 1 : 0,
      })
      this.#threads.set(id, thread)
    }
    return thread
  }

  /** Reads the name of a thread. */
  nameThread(id: number, source: ByteSource): void {
    const name = source.text()
    this.#names.set(id, name)
    const thread = this.#threads.get(id)
    if (thread !== undefined && name !== '')
      this.shared.threads.columns.name.set(thread, this.shared.string(name))
  }

  /** Notes the memory of the process and of the heap, `milliseconds` after the start. */
  memory(milliseconds: number, { rss, heap }: { rss: number; heap: number }): void {
    // Clocks are set back; a timeline never is.
    this.#now = Math.max(this.#now, milliseconds * NANOSECONDS || 0)
    this.#rss.add({ time: this.#now, value: rss })
    this.#heap.add({ time: this.#now, value: heap })
  }

  /** The labels of what an allocator gave. */
  allocatorLabel(allocator: number): number {
    return this.shared.labelSet([{ key: 'allocator', text: ALLOCATORS[allocator] || String(allocator) }])
  }

  newPart(valueTypes: readonly ValueType[]): StacksBuilder {
    return new StacksBuilder(
      valueTypes,
      valueTypes.findIndex(type => type.name === 'peak bytes'),
    )
  }

  finish(part: StacksBuilder, name: string | null): Recording {
    const { header } = this
    const { version, isAggregated, hasNative, pythonAllocator, tracesPython, tracksObjects } = header
    const length = header.end >= header.start ? (header.end - header.start) * NANOSECONDS : this.#now
    return {
      ...NO_PARTS,
      meta: meta({
        name: titleOf(name, 'memray capture'),
        command: header.command === '' ? [] : [header.command],
        interpreter: { implementation: 'CPython', version: header.python, executable: null },
        startTime: String(BigInt(Math.trunc(header.start)) * 1_000_000n),
        duration: length,
        recorder: {
          name: 'memray',
          version: null,
          mode: 'memory',
          settings: {
            formatVersion: version,
            isAggregated,
            hasNative,
            pythonAllocator,
            tracesPython,
            tracksObjects,
          },
        },
        importedFrom: { format: 'memray', file: name },
        warnings: this.warnings.list(),
      }),
      shared: this.shared.finish(),
      stacks: part.finish(false),
      timelines: this.#timelines(),
    }
  }

  #timelines(): Timeline[] {
    if (this.#rss.length === 0) return []
    const common = { unit: 'bytes', kind: 'gauge', process: this.#process } as const
    return [
      { name: 'rss', ...common, points: this.#rss.finish() },
      { name: 'heap', ...common, points: this.#heap.finish() },
    ]
  }
}
