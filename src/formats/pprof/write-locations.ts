import type { Recording, Shared } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { ProtoWriter } from '../decoding/protobuf/proto-writer.ts'
import type { StringTable } from './string-table.ts'

/** Numbers the locations that stacks are made of, and writes them with their functions and mappings. */
export class LocationWriter {
  readonly #shared: Shared
  readonly #strings: StringTable
  /** Per stack the location id of the frames that end there, 0 not yet asked for. */
  readonly #idOfStack: Int32Array
  /** Per stack the stack below its location. */
  readonly #below: Int32Array
  readonly #ids = new Map<string, number>()
  /** Per location its frames, innermost first. */
  readonly #locations: (readonly number[])[] = []

  constructor(recording: Recording, strings: StringTable) {
    this.#shared = recording.shared
    this.#strings = strings
    this.#idOfStack = new Int32Array(recording.shared.stacks.length)
    this.#below = new Int32Array(recording.shared.stacks.length)
  }

  /** The location ids of a stack, leaf first. */
  ofStack(stack: number): number[] {
    const ids: number[] = []
    for (let at = stack; at !== -1; at = this.#below[at]!) {
      if (this.#idOfStack[at] === 0) this.#locate(at)
      ids.push(this.#idOfStack[at]!)
    }
    return ids
  }

  /** Finds the location that ends at a stack: its frame, and below it the frames it was inlined into. */
  #locate(stack: number): void {
    const { stacks, frames } = this.#shared
    const { address } = frames
    const group = [stacks.frame[stack]!]
    let below = stacks.prefix[stack]!
    while (frames.inlined[group.at(-1)!] === 1 && below !== -1) {
      const outer = stacks.frame[below]!
      if (address[outer] !== address[group[0]!]) break
      group.push(outer)
      below = stacks.prefix[below]!
    }
    const key = group.join()
    let id = this.#ids.get(key)
    if (id === undefined) {
      id = this.#locations.push(group)
      this.#ids.set(key, id)
    }
    this.#idOfStack[stack] = id
    this.#below[stack] = below
  }

  /** Writes the mappings, the locations asked for, and their functions. */
  write(writer: ProtoWriter, folded: ReadonlySet<string>): void {
    const { frames, funcs } = this.#shared
    const hasNames = new Uint8Array(this.#shared.libs.length)
    const message = new ProtoWriter()
    const usedFuncs = new Set<number>()
    const locations = new ProtoWriter()
    for (const [i, group] of this.#locations.entries()) {
      const outer = group.at(-1)!
      const lib = frames.lib[outer]! !== -1 ? frames.lib[outer]! : funcs.lib[frames.func[outer]!]!
      const address = frames.address[outer]!
      message.clear()
      message.int64(1, i + 1)
      message.int64(2, lib + 1)
      message.int64(3, address)
      for (const frame of group) {
        const func = frames.func[frame]!
        // A frame that only prints its address is a location without lines.
        if (funcs.kind[func] === FuncKind.address && group.length === 1 && address !== 0n) continue
        if (lib !== -1) hasNames[lib] = 1
        usedFuncs.add(func)
        message.bytes(4, this.#line(frame))
      }
      if (folded.has(address.toString(16))) message.int64(5, 1)
      locations.bytes(4, message.finish())
    }
    this.#writeMappings(writer, hasNames)
    writer.append(locations)
    for (const func of usedFuncs) writer.bytes(5, this.#func(func))
  }

  #line(frame: number): Uint8Array {
    const { frames } = this.#shared
    const line = new ProtoWriter()
    line.int64(1, frames.func[frame]! + 1)
    line.int64(2, Math.max(0, frames.line[frame]!))
    line.int64(3, Math.max(0, frames.column[frame]!))
    return line.finish()
  }

  #func(func: number): Uint8Array {
    const { strings, funcs, sources } = this.#shared
    const name = strings[funcs.name[func]!]!
    const systemName = funcs.systemName[func]!
    const source = funcs.source[func]!
    const message = new ProtoWriter()
    message.int64(1, func + 1)
    message.int64(2, this.#strings.index(name))
    if (systemName !== -1) message.int64(3, this.#strings.index(strings[systemName]!))
    else if (isCompiled(name, funcs.kind[func]!)) message.int64(3, this.#strings.index(name))
    if (source !== -1) message.int64(4, this.#strings.index(strings[sources.path[source]!]!))
    message.int64(5, Math.max(0, funcs.line[func]!))
    return message.finish()
  }

  /** Says of each mapping what pprof need not look up any more. */
  #writeMappings(writer: ProtoWriter, hasNames: Uint8Array): void {
    const { strings, libs } = this.#shared
    for (let i = 0; i < libs.length; i++) {
      const message = new ProtoWriter()
      message.int64(1, i + 1)
      message.int64(2, libs.start[i]!)
      message.int64(3, libs.end[i]!)
      message.int64(4, libs.offset[i]!)
      message.int64(5, this.#strings.index(strings[libs.path[i]!]!))
      const buildId = libs.buildId[i]!
      if (buildId !== -1) message.int64(6, this.#strings.index(strings[buildId]!))
      for (let field = 7; field <= 10; field++) message.int64(field, hasNames[i]!)
      writer.bytes(3, message.finish())
    }
  }
}

/** Whether pprof may treat a name as C++: of names equal to their system name it strips what stands in brackets, which
 *  would leave nothing of `<module>`. */
function isCompiled(name: string, kind: number): boolean {
  const isOther = kind === FuncKind.unknown || kind === FuncKind.native || kind === FuncKind.kernel
  return isOther && !name.startsWith('<')
}
