import { PairMap } from '../../base/pair-map.ts'
import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'

/** The categories that are always there; the profiler wants a grey one and calls it the default. */
export const CATEGORIES = [
  { name: 'Other', color: 'grey' },
  { name: 'Python', color: 'orange' },
  { name: 'JavaScript', color: 'yellow' },
  { name: 'Native', color: 'blue' },
  { name: 'Kernel', color: 'red' },
  { name: 'Idle', color: 'transparent' },
] as const

const CATEGORY_OF_KIND = new Map<number, number>([
  [FuncKind.python, 1],
  [FuncKind.builtin, 1],
  [FuncKind.javascript, 2],
  [FuncKind.native, 3],
  [FuncKind.kernel, 4],
])

/** What is known of one recording: the number of each of its rows in the file, -1 not yet given. */
interface Known {
  readonly funcs: Int32Array
  readonly libs: Int32Array
  /** By frame and category. */
  readonly frames: PairMap
  /** By stack and the category of its leaf, 0 for that of its kind of code. */
  readonly stacks: PairMap
}

/** The tables that all threads of a file share, filled as stacks are asked for. */
export class WrittenTables {
  readonly libs: unknown[] = []
  readonly #strings: string[] = []
  readonly #stringIndex = new Map<string, number>()
  readonly #categories = new Map<string, number>(CATEGORIES.map(({ name }, i) => [name, i]))
  readonly #stack = { frame: [] as number[], prefix: [] as (number | null)[] }
  readonly #frame = {
    address: [] as number[],
    inlineDepth: [] as number[],
    category: [] as number[],
    subcategory: [] as number[],
    func: [] as number[],
    nativeSymbol: [] as null[],
    innerWindowID: [] as number[],
    line: [] as (number | null)[],
    column: [] as (number | null)[],
  }
  readonly #func = {
    isJS: [] as boolean[],
    relevantForJS: [] as boolean[],
    name: [] as number[],
    resource: [] as number[],
    source: [] as (number | null)[],
    lineNumber: [] as (number | null)[],
    columnNumber: [] as null[],
  }
  readonly #resource = { lib: [] as number[], name: [] as number[], host: [] as null[], type: [] as number[] }
  readonly #source = { id: [] as null[], filename: [] as number[] }
  readonly #sourceIndex = new Map<string, number>()
  readonly #known = new Map<Recording, Known>()

  string(text: string): number {
    let index = this.#stringIndex.get(text)
    if (index === undefined) {
      index = this.#strings.push(text) - 1
      this.#stringIndex.set(text, index)
    }
    return index
  }

  /** The number of a stack whose leaf is in a category, null for the empty stack. `category` 'undefined': that of its code. */
  stack(recording: Recording, stack: number, category: string | undefined): number | null {
    if (stack === -1) return null
    const known = this.#knownOf(recording)
    const { prefix } = recording.shared.stacks
    const leaf = category === undefined ? 0 : this.#category(category) + 1
    const found = known.stacks.get(stack, leaf)
    if (found !== -1) return found
    const path: number[] = []
    let at = prefix[stack]!
    while (at !== -1 && known.stacks.get(at, 0) === -1) {
      path.push(at)
      at = prefix[at]!
    }
    let below = at === -1 ? null : known.stacks.get(at, 0)
    for (const own of path.reverse()) below = this.#add(recording, known, { stack: own, leaf: 0, below })
    return this.#add(recording, known, { stack, leaf, below })
  }

  /** The categories that labels brought along. */
  extraCategories(): { name: string; color: string }[] {
    return [...this.#categories.keys()].slice(CATEGORIES.length).map(name => ({ name, color: 'purple' }))
  }

  shared(): unknown {
    const sized = <T extends Readonly<Record<string, readonly unknown[]>>>(table: T) => ({
      ...table,
      length: Object.values(table)[0]!.length,
    })
    return {
      stackTable: sized(this.#stack),
      frameTable: sized(this.#frame),
      funcTable: sized(this.#func),
      resourceTable: sized(this.#resource),
      nativeSymbols: { libIndex: [], address: [], name: [], functionSize: [], length: 0 },
      sources: sized(this.#source),
      stringArray: this.#strings,
    }
  }

  #knownOf(recording: Recording): Known {
    let known = this.#known.get(recording)
    if (known === undefined) {
      const { funcs, libs } = recording.shared
      known = {
        funcs: new Int32Array(funcs.length).fill(-1),
        libs: new Int32Array(libs.length).fill(-1),
        frames: new PairMap(),
        stacks: new PairMap(),
      }
      this.#known.set(recording, known)
    }
    return known
  }

  #category(name: string): number {
    let index = this.#categories.get(name)
    if (index === undefined) {
      index = this.#categories.size
      this.#categories.set(name, index)
    }
    return index
  }

  #add(
    recording: Recording,
    known: Known,
    { stack, leaf, below }: { stack: number; leaf: number; below: number | null },
  ): number {
    const frame = this.#frameOf(recording, known, recording.shared.stacks.frame[stack]!, leaf)
    const index = this.#stack.frame.push(frame) - 1
    this.#stack.prefix.push(below)
    known.stacks.set(stack, leaf, index)
    return index
  }

  #frameOf(recording: Recording, known: Known, frame: number, leaf: number): number {
    const found = known.frames.get(frame, leaf)
    if (found !== -1) return found
    const { frames, funcs, libs } = recording.shared
    const func = frames.func[frame]!
    const lib = frames.lib[frame]!
    const start = lib === -1 ? 0n : libs.start[lib]!
    const base = start > 0n ? start - libs.offset[lib]! : 0n
    const address = frames.address[frame]!
    // The profiler's addresses are relative to the binary.
    const relative = address >= base ? address - base : address
    const [line, column] = [frames.line[frame]!, frames.column[frame]!]
    const table = this.#frame
    const index = table.func.push(this.#funcOf(recording, known, func)) - 1
    table.address.push(relative > 0n ? Number(relative) : -1)
    table.inlineDepth.push(frames.inlined[frame]!)
    table.category.push(leaf === 0 ? (CATEGORY_OF_KIND.get(funcs.kind[func]!) ?? 0) : leaf - 1)
    table.subcategory.push(0)
    table.nativeSymbol.push(null)
    table.innerWindowID.push(0)
    table.line.push(line > 0 ? line : null)
    table.column.push(column > 0 ? column : null)
    known.frames.set(frame, leaf, index)
    return index
  }

  #funcOf(recording: Recording, known: Known, func: number): number {
    if (known.funcs[func] !== -1) return known.funcs[func]!
    const { strings, funcs, sources } = recording.shared
    const isJs = funcs.kind[func] === FuncKind.javascript
    const source = funcs.source[func]!
    const line = funcs.line[func]!
    const table = this.#func
    const index = table.name.push(this.string(strings[funcs.name[func]!]!)) - 1
    table.isJS.push(isJs)
    table.relevantForJS.push(false)
    table.resource.push(this.#resourceOf(recording, known, funcs.lib[func]!))
    table.source.push(source === -1 ? null : this.#sourceOf(strings[sources.path[source]!]!))
    table.lineNumber.push(line > 0 ? line : null)
    table.columnNumber.push(null)
    known.funcs[func] = index
    return index
  }

  #resourceOf(recording: Recording, known: Known, lib: number): number {
    if (lib === -1) return -1
    if (known.libs[lib] !== -1) return known.libs[lib]!
    const { strings, libs } = recording.shared
    const [name, path] = [strings[libs.name[lib]!]!, strings[libs.path[lib]!]!]
    const [start, end, offset] = [libs.start[lib]!, libs.end[lib]!, libs.offset[lib]!]
    const buildId = libs.buildId[lib] === -1 ? '' : strings[libs.buildId[lib]!]!
    const breakpadId = /^[0-9A-Fa-f]{33,40}$/.test(buildId) ? buildId : ''
    const number = this.libs.push({
      ...{ arch: '', name, path, debugName: name, debugPath: path, breakpadId },
      codeId: buildId === '' ? null : buildId,
      // Not looked at by the profiler since version 41, but it says where the addresses were.
      ...(start > 0n ? { start: Number(start), end: Number(end), offset: Number(offset) } : {}),
    })
    const index = this.#resource.lib.push(number - 1) - 1
    this.#resource.name.push(this.string(name))
    this.#resource.host.push(null)
    this.#resource.type.push(1)
    known.libs[lib] = index
    return index
  }

  #sourceOf(path: string): number {
    let index = this.#sourceIndex.get(path)
    if (index === undefined) {
      index = this.#source.filename.push(this.string(path)) - 1
      this.#source.id.push(null)
      this.#sourceIndex.set(path, index)
    }
    return index
  }
}
