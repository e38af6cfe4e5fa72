import type { TableOf, TableSpec } from '../../model/columns.ts'
import type { Shared } from '../../model/recording.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import type { FrameIndex, FuncIndex, LibIndex, StackTable } from '../../model/tables.ts'
import { FRAMES, FUNCS, SOURCES } from '../../model/tables.ts'

/** A func that no input has: one that stands for a library, a label, or what was left out. */
export interface AddedFunc {
  readonly name: string
  /** Path of the source it is shown to be in; absent: none. */
  readonly file?: string
  readonly lib?: LibIndex
  readonly kind: number
}

/**
 * Rows that a transform adds behind those of a recording's tables, whose indexes stay as they are. Equal rows are added
 * once. Nothing is copied while nothing is added.
 */
export class SharedAdditions {
  readonly #shared: Shared
  readonly #strings: string[] = []
  #stringIndex: Map<string, number> | null = null
  readonly #sources = tableBuilder(SOURCES)
  readonly #funcs = tableBuilder(FUNCS)
  readonly #frames = tableBuilder(FRAMES)
  readonly #funcOf = new Map<string, FuncIndex>()
  readonly #frameOf = new Map<FuncIndex, FrameIndex>()
  readonly #apart = new Map<FrameIndex, FrameIndex>()

  constructor(shared: Shared) {
    this.#shared = shared
  }

  /** An added func. */
  func(func: AddedFunc): FuncIndex {
    const key = `${func.name}\0${func.file ?? '\x01'}\0${func.lib ?? -1}\0${func.kind}`
    let index = this.#funcOf.get(key)
    if (index === undefined) {
      index = this.#addFunc(func)
      this.#funcOf.set(key, index)
    }
    return index
  }

  /** The frame of an added func. */
  frame(added: AddedFunc): FrameIndex {
    const func = this.func(added)
    let frame = this.#frameOf.get(func)
    if (frame === undefined) {
      frame = this.#shared.frames.length + this.#frames.add({ func })
      this.#frameOf.set(func, frame)
    }
    return frame
  }

  /** The frame without its claim to be inlined into the one before it. */
  apart(frame: FrameIndex): FrameIndex {
    let apart = this.#apart.get(frame)
    if (apart === undefined) {
      const { func, line, column, endLine, endColumn, lib, address } = this.#shared.frames
      apart =
        this.#shared.frames.length +
        this.#frames.add({
          func: func[frame]!,
          line: line[frame]!,
          column: column[frame]!,
          endLine: endLine[frame]!,
          endColumn: endColumn[frame]!,
          lib: lib[frame]!,
          address: address[frame]!,
        })
      this.#apart.set(frame, apart)
    }
    return apart
  }

  /** The recording's tables with what was added, and other stacks. */
  finish(stacks: StackTable): Shared {
    const shared = this.#shared
    const strings = this.#strings.length === 0 ? shared.strings : [...shared.strings, ...this.#strings]
    return {
      ...shared,
      strings,
      sources: joined(shared.sources, this.#sources.finish(), SOURCES),
      funcs: joined(shared.funcs, this.#funcs.finish(), FUNCS),
      frames: joined(shared.frames, this.#frames.finish(), FRAMES),
      stacks,
    }
  }

  #addFunc({ name, file, lib = -1, kind }: AddedFunc): FuncIndex {
    const source =
      file === undefined ? -1 : this.#shared.sources.length + this.#sources.add({ path: this.#string(file) })
    return this.#shared.funcs.length + this.#funcs.add({ name: this.#string(name), source, lib, kind })
  }

  #string(text: string): number {
    this.#stringIndex ??= new Map(this.#shared.strings.map((known, index) => [known, index]))
    let index = this.#stringIndex.get(text)
    if (index === undefined) {
      index = this.#shared.strings.length + this.#strings.length
      this.#strings.push(text)
      this.#stringIndex.set(text, index)
    }
    return index
  }
}

/** Rows of one table behind those of another of the same columns. */
function joined<S extends TableSpec>(first: TableOf<S>, second: TableOf<S>, spec: S): TableOf<S> {
  if (second.length === 0) return first
  const builder = tableBuilder(spec)
  for (const table of [first, second]) {
    for (const name of Object.keys(spec)) {
      const column = builder.columns[name]!
      for (const value of table[name]!) column.push(value)
    }
  }
  return builder.finish()
}
