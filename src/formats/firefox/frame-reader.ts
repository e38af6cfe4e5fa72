import { FormatError } from '../../base/errors.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { oneBased } from '../decoding/json/parse-json.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import { assertStackCount } from '../importing/limits.ts'
import { LibFinder, libOf } from './libs.ts'
import { parseLocation } from './location.ts'
import type { FrameSource } from './profile-file.ts'

const FORMAT = 'firefox'
/** Bits of `flags` since the versions 71 (frames) and 75 (functions): whether a cell means something. */
const FRAME_FLAG = { inlined: 1, address: 2, category: 4, line: 16, column: 32 } as const
const FUNC_FLAG = { js: 1, resource: 4, source: 8, line: 16 } as const
const UNKNOWN = -2

/** Finds the stacks of one source in the tables of a recording; each is looked up once. */
export class FrameReader {
  readonly #source: FrameSource
  readonly #shared: SharedBuilder
  readonly #stacks: Int32Array
  readonly #frames: Int32Array
  readonly #categories: Int32Array
  readonly #funcs: Int32Array
  readonly #libs: LibFinder

  constructor(source: FrameSource, shared: SharedBuilder) {
    this.#source = source
    this.#shared = shared
    this.#stacks = new Int32Array(source.stacks.length).fill(UNKNOWN)
    this.#frames = new Int32Array(source.frames.length).fill(-1)
    this.#categories = new Int32Array(source.stacks.length).fill(UNKNOWN)
    this.#funcs = new Int32Array(source.funcs.length).fill(-1)
    this.#libs = new LibFinder(source.libs)
  }

  /** The stack of a number in the file, -1 for none. @throws FormatError when there is no such stack or it is in itself. */
  stack(number: number): number {
    if (number === -1) return -1
    const known = this.#stacks[number] ?? UNKNOWN
    if (known !== UNKNOWN) return known
    const path: number[] = []
    let at = number
    while (at !== -1 && (this.#stacks[at] ?? UNKNOWN) === UNKNOWN) {
      if (at >= this.#source.stacks.length) {
        throw new FormatError(
          FORMAT,
          `stackTable: expected a stack number ${at}, there are ${this.#source.stacks.length}`,
        )
      }
      path.push(at)
      const prefix = this.#prefix(at)
      if (prefix >= at)
        throw new FormatError(FORMAT, `stackTable: expected a prefix below ${at}, found ${prefix}`)
      at = prefix
    }
    let stack = at === -1 ? -1 : this.#stacks[at]!
    for (const own of path.reverse()) {
      stack = this.#shared.stack(stack, this.#frame(this.#source.stacks.index('frame', own)))
      this.#stacks[own] = stack
    }
    assertStackCount(FORMAT, this.#shared.stacks.length)
    return stack
  }

  /** The category of a stack, as an index of the profile's list: that of its frame, else of what it is in; -1 none. */
  category(stack: number): number {
    const known = this.#categories[stack] ?? UNKNOWN
    if (known !== UNKNOWN) return known
    const { frames, stacks } = this.#source
    const path: number[] = []
    let category = UNKNOWN
    let at = stack
    while (at !== -1 && at < stacks.length && category === UNKNOWN) {
      category = this.#categories[at]!
      if (category !== UNKNOWN) break
      path.push(at)
      const frame = stacks.index('frame', at)
      const isSaid = !frames.has('flags') || (frames.index('flags', frame) & FRAME_FLAG.category) !== 0
      const own = isSaid ? frames.index('category', frame) : -1
      if (own !== -1) category = own
      const prefix = this.#prefix(at)
      // A stack that is in itself is an error, which is found where it is looked up.
      at = prefix < at ? prefix : -1
    }
    const found = category === UNKNOWN ? -1 : category
    for (const own of path) this.#categories[own] = found
    return found
  }

  #prefix(stack: number): number {
    const { stacks } = this.#source
    if (!stacks.has('prefixOffset')) return stacks.index('prefix', stack)
    const offset = stacks.index('prefixOffset', stack)
    return offset <= 0 ? -1 : stack - offset
  }

  #frame(number: number): number {
    const { frames, isGecko } = this.#source
    if (number === -1 || number >= frames.length) {
      throw new FormatError(
        FORMAT,
        `frameTable: expected a frame number ${number}, there are ${frames.length}`,
      )
    }
    if (this.#frames[number] === -1) {
      this.#frames[number] = isGecko ? this.#geckoFrame(number) : this.#processedFrame(number)
    }
    return this.#frames[number]!
  }

  #processedFrame(number: number): number {
    const { frames, funcs } = this.#source
    const func = frames.index('func', number)
    if (func === -1 || func >= funcs.length) {
      throw new FormatError(
        FORMAT,
        `funcTable: expected a function number ${func}, there are ${funcs.length}`,
      )
    }
    if (this.#funcs[func] === -1) this.#funcs[func] = this.#processedFunc(func)
    const known = frames.has('flags') ? frames.index('flags', number) : -1
    const has = (flag: number) => known === -1 || (known & flag) !== 0
    const address = has(FRAME_FLAG.address) ? frames.index('address', number) : -1
    const inlined =
      known === -1 ? frames.index('inlineDepth', number) > 0 : (known & FRAME_FLAG.inlined) !== 0
    const lib = this.#shared.funcs.columns.lib.get(this.#funcs[func]!)
    return this.#shared.frame({
      func: this.#funcs[func]!,
      line: has(FRAME_FLAG.line) ? oneBased(frames.number('line', number)) : -1,
      column: has(FRAME_FLAG.column) ? oneBased(frames.number('column', number)) : -1,
      address: address > 0 && Number.isSafeInteger(address) ? BigInt(address) + this.#base(lib) : 0n,
      lib,
      inlined: inlined ? 1 : 0,
    })
  }

  /** Where the start of a binary's file would be in memory: processed profiles count addresses from there. */
  #base(lib: number): bigint {
    if (lib === -1) return 0n
    const { start, offset } = this.#shared.libs.columns
    return start.get(lib) > offset.get(lib) ? start.get(lib) - offset.get(lib) : 0n
  }

  #processedFunc(number: number): number {
    const { frames, funcs, resources, sources, strings, version } = this.#source
    const known = funcs.has('flags') ? funcs.index('flags', number) : -1
    const has = (flag: number) => known === -1 || (known & flag) !== 0
    const text = (index: number) => String(strings[index] ?? '')
    const named = text(funcs.index('name', number))
    const given = version < 17 ? named.replace(/^AutoEntryScript /, '') : named
    const isJs = known === -1 ? funcs.cell('isJS', number) === true : (known & FUNC_FLAG.js) !== 0
    const source = has(FUNC_FLAG.source) ? funcs.index('source', number) : -1
    const fileIndex = source === -1 ? funcs.index('fileName', number) : sources.index('filename', source)
    const file = fileIndex === -1 ? '' : text(fileIndex)
    const line = has(FUNC_FLAG.line) ? oneBased(funcs.number('lineNumber', number)) : -1
    const resource = has(FUNC_FLAG.resource) ? funcs.index('resource', number) : -1
    const lib = resource === -1 ? -1 : resources.index('lib', resource)
    // Before version 4 the place of a function of JavaScript stood in its name only, before 18 its column with its file.
    const old =
      isJs && version < 18
        ? parseLocation(version < 4 || file === '' ? given : `${given} (${file}:${line})`)
        : null
    const name = old?.name ?? given
    const path = old?.file ?? (file === '' ? undefined : file)
    return this.#shared.func({
      name: name === '' ? '(anonymous)' : name,
      file: path,
      line: old?.line ?? line,
      lib:
        lib === -1
          ? this.#libOfFrames(number, frames.has('lib'))
          : libOf(this.#source.libs[lib], this.#shared),
      kind: kindOf(name, path, isJs),
    })
  }

  /** Since version 70 the binary stands with the frames. */
  #libOfFrames(func: number, isThere: boolean): number {
    if (!isThere) return -1
    const { frames, libs } = this.#source
    this.#frameOfFunc ??= firstFrames(this.#source)
    const frame = this.#frameOfFunc[func] ?? -1
    const isKnown =
      frame !== -1 && (!frames.has('flags') || (frames.index('flags', frame) & FRAME_FLAG.address) !== 0)
    const lib = isKnown ? frames.index('lib', frame) : -1
    return lib === -1 ? -1 : libOf(libs[lib], this.#shared)
  }
  #frameOfFunc: Int32Array | null = null

  /** Gecko's frames are a text: an address, a label, or a function with its place. */
  #geckoFrame(number: number): number {
    const { frames, strings } = this.#source
    const location = String(strings[frames.index('location', number)] ?? '')
    const line = oneBased(frames.number('line', number))
    const column = oneBased(frames.number('column', number))
    if (/^0x[0-9a-f]{1,16}$/i.test(location)) {
      const address = BigInt(location)
      const lib = this.#libs.find(address, this.#shared)
      const func = this.#shared.func({ name: location, kind: FuncKind.address, lib })
      return this.#shared.frame({ func, address, lib, line, column })
    }
    const { name, file, line: definition } = parseLocation(location)
    const isJs = file !== undefined
    const func = this.#shared.func({ name, file, line: definition, kind: kindOf(name, file, isJs) })
    return this.#shared.frame({ func, line, column })
  }
}

function firstFrames({ frames, funcs }: FrameSource): Int32Array {
  const first = new Int32Array(funcs.length).fill(-1)
  for (let frame = frames.length - 1; frame >= 0; frame--) {
    const func = frames.index('func', frame)
    if (func !== -1 && func < first.length) first[func] = frame
  }
  return first
}

function kindOf(name: string, file: string | undefined, isJs: boolean): number {
  if (/^0x[0-9a-f]+$/i.test(name)) return FuncKind.address
  const guess = guessFuncKind(name, file)
  if (guess !== FuncKind.unknown || !isJs) return name === '(root)' ? FuncKind.marker : guess
  return FuncKind.javascript
}
