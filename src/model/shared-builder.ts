import { PairMap } from '../base/pair-map.ts'
import type { RowOf } from './columns.ts'
import type { Shared } from './recording.ts'
import { StackChildren } from './stack-children.ts'
import { tableBuilder } from './table-builder.ts'
import {
  FRAMES,
  type FrameIndex,
  FUNCS,
  type FuncIndex,
  LABELS,
  LIBS,
  type LibIndex,
  PROCESSES,
  type ProcessIndex,
  SOURCES,
  type SourceIndex,
  STACKS,
  type StackIndex,
  type StringIndex,
  THREADS,
  type ThreadIndex,
} from './tables.ts'

/** One label of a sample: text, or a number with its unit. */
export interface Label {
  readonly key: string
  readonly text?: string
  readonly number?: number
  readonly unit?: string
}

/** Names a func: what tells it from others. Text is interned on the way. */
export interface FuncKey {
  readonly name: string
  readonly systemName?: string | undefined
  /** Path of the source file. */
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly lib?: LibIndex | undefined
  readonly kind?: number | undefined
}

/**
 * Builds the shared tables. Everything is interned: the same text, source, func, frame or stack gets the same index.
 * `stack` is cheap enough to be called once a frame of every sample; the rest once per distinct row.
 */
export class SharedBuilder {
  readonly sources = tableBuilder(SOURCES)
  readonly libs = tableBuilder(LIBS)
  readonly funcs = tableBuilder(FUNCS)
  readonly frames = tableBuilder(FRAMES)
  readonly stacks = tableBuilder(STACKS)
  readonly processes = tableBuilder(PROCESSES)
  readonly threads = tableBuilder(THREADS)
  readonly labels = tableBuilder(LABELS)
  readonly #strings: string[] = ['']
  readonly #stringIndex = new Map<string, StringIndex>([['', 0]])
  readonly #sourceIndex = new Map<string, SourceIndex>()
  readonly #libIndex = new Map<string, LibIndex>()
  readonly #funcIndex = new Map<string, FuncIndex>()
  readonly #frameIndex = new Map<string, FrameIndex>()
  readonly #plainFrames = new PairMap()
  readonly #stackChildren = new StackChildren(this.stacks.columns.frame)
  readonly #labelSets = new Map<string, number>()

  string(text: string): StringIndex {
    let index = this.#stringIndex.get(text)
    if (index === undefined) {
      index = this.#strings.length
      this.#strings.push(text)
      this.#stringIndex.set(text, index)
    }
    return index
  }

  /** Number of strings so far. */
  get stringCount(): number {
    return this.#strings.length
  }

  text(index: StringIndex): string {
    return this.#strings[index]!
  }

  source(path: string): SourceIndex {
    let index = this.#sourceIndex.get(path)
    if (index === undefined) {
      index = this.sources.add({ path: this.string(path) })
      this.#sourceIndex.set(path, index)
    }
    return index
  }

  lib(lib: {
    name: string
    path: string
    buildId?: string
    start?: bigint
    end?: bigint
    offset?: bigint
  }): LibIndex {
    const { name, path, buildId, start = 0n, end = 0n, offset = 0n } = lib
    const key = `${name}\0${path}\0${buildId ?? ''}\0${start}\0${end}\0${offset}`
    let index = this.#libIndex.get(key)
    if (index === undefined) {
      index = this.libs.add({
        name: this.string(name),
        path: this.string(path),
        buildId: buildId === undefined ? -1 : this.string(buildId),
        start,
        end,
        offset,
      })
      this.#libIndex.set(key, index)
    }
    return index
  }

  func(func: FuncKey): FuncIndex {
    const { name, systemName, file, line = -1, lib = -1, kind = 0 } = func
    const key = `${name}\0${systemName ?? '\x01'}\0${file ?? '\x01'}\0${line}\0${lib}\0${kind}`
    let index = this.#funcIndex.get(key)
    if (index === undefined) {
      index = this.funcs.add({
        name: this.string(name),
        systemName: systemName === undefined ? -1 : this.string(systemName),
        source: file === undefined ? -1 : this.source(file),
        line,
        lib,
        kind,
      })
      this.#funcIndex.set(key, index)
    }
    return index
  }

  /** The frame of a func at a line, nothing else known. */
  plainFrame(func: FuncIndex, line = -1): FrameIndex {
    let index = this.#plainFrames.get(func, line)
    if (index === -1) {
      index = this.frames.add({ func, line })
      this.#plainFrames.set(func, line, index)
    }
    return index
  }

  frame(frame: RowOf<typeof FRAMES>): FrameIndex {
    const {
      func,
      line = -1,
      column = -1,
      endLine = -1,
      endColumn = -1,
      lib = -1,
      address = 0n,
      inlined = 0,
    } = frame
    if (
      column === -1 &&
      endLine === -1 &&
      endColumn === -1 &&
      lib === -1 &&
      address === 0n &&
      inlined === 0
    ) {
      return this.plainFrame(func, line)
    }
    const key = `${func},${line},${column},${endLine},${endColumn},${lib},${address},${inlined}`
    let index = this.#frameIndex.get(key)
    if (index === undefined) {
      index = this.frames.add(frame)
      this.#frameIndex.set(key, index)
    }
    return index
  }

  /** The stack that has `frame` on top of `prefix` (-1: nothing below). */
  stack(prefix: StackIndex, frame: FrameIndex): StackIndex {
    let index = this.#stackChildren.find(prefix, frame)
    if (index === -1) {
      index = this.stacks.length
      this.stacks.columns.prefix.push(prefix)
      this.stacks.columns.frame.push(frame)
      this.#stackChildren.add(prefix, frame, index)
    }
    return index
  }

  /** The stack that `stack` would give, -1 when there is none yet. */
  findStack(prefix: StackIndex, frame: FrameIndex): StackIndex {
    return this.#stackChildren.find(prefix, frame)
  }

  /** The set of labels, -1 for none. Order matters. */
  labelSet(labels: readonly Label[]): number {
    if (labels.length === 0) return -1
    const key = labels
      .map(l => `${l.key}\0${l.text ?? '\x01'}\0${l.number ?? ''}\0${l.unit ?? ''}`)
      .join('\x02')
    let set = this.#labelSets.get(key)
    if (set === undefined) {
      set = this.#labelSets.size
      this.#labelSets.set(key, set)
      for (const label of labels) {
        this.labels.add({
          set,
          key: this.string(label.key),
          text: label.text === undefined ? -1 : this.string(label.text),
          number: label.number ?? Number.NaN,
          unit: label.unit === undefined ? -1 : this.string(label.unit),
        })
      }
    }
    return set
  }

  process(
    row: Omit<RowOf<typeof PROCESSES>, 'name' | 'command'> & { name: string; command?: string },
  ): ProcessIndex {
    const { name, command, ...rest } = row
    return this.processes.add({
      ...rest,
      name: this.string(name),
      command: command === undefined ? -1 : this.string(command),
    })
  }

  thread(row: Omit<RowOf<typeof THREADS>, 'name'> & { name: string }): ThreadIndex {
    return this.threads.add({ ...row, name: this.string(row.name) })
  }

  /** Makes room for so many stacks at once (see `Growable.reserve`). */
  expectStacks(count: number): void {
    this.stacks.columns.prefix.reserve(count)
    this.stacks.columns.frame.reserve(count)
    this.#stackChildren.reserve(count)
  }

  finish(): Shared {
    return {
      strings: this.#strings.slice(),
      sources: this.sources.finish(),
      libs: this.libs.finish(),
      funcs: this.funcs.finish(),
      frames: this.frames.finish(),
      stacks: this.stacks.finish(),
      processes: this.processes.finish(),
      threads: this.threads.finish(),
      labels: this.labels.finish(),
    }
  }
}
