import { PairMap } from '../../../base/pair-map.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { FuncKind } from '../../../model/tables.ts'
import type { CodeInfo } from '../code/code-info.ts'
import type { RawStack } from '../stacks/raw-stack.ts'
import { AddressNumbers } from './address-numbers.ts'

/** Beyond this many distinct stacks (some 200 MB) new ones are cut at the deepest caller that is known already. */
const MOST_STACKS = 1 << 22

const MOST_LINES = 1 << 30
/** In place of a func or frame that is the recorder's own. */
const OWN = -2
/** How often a code object met again is compared with its memory, ms: that costs a read. */
const CHECK_PERIOD = 5

/** The last stack of a thread, root first, so that the next one is looked up only where it differs. */
export interface StackMemory {
  depth: number
  code: Float64Array
  instruction: Int32Array
  stack: Int32Array
}

export function stackMemory(): StackMemory {
  return { depth: 0, code: new Float64Array(64), instruction: new Int32Array(64), stack: new Int32Array(64) }
}

/**
 * Turns raw stacks of one process into stacks of the recording. Code objects are named when they are first seen: later
 * they may be gone. Allocates only for frames and stacks never seen before.
 */
export class StackInterner {
  /** Frames that could not be named, and stacks that were cut because there were too many. */
  unresolved = 0
  cut = 0
  #now = 0
  readonly #shared: SharedBuilder
  readonly #code: (address: number) => CodeInfo | null
  readonly #ownFolder: string
  readonly #codes = new AddressNumbers()
  readonly #funcOfCode: number[] = []
  readonly #infoOfCode: CodeInfo[] = []
  readonly #nextCheck: number[] = []
  readonly #frames = new PairMap()
  readonly #stacks: SharedBuilder['stacks']

  /** Frames of files in `ownFolder` are left out: a recorder's own, inside the program. */
  constructor(
    shared: SharedBuilder,
    code: (address: number) => CodeInfo | null,
    { ownFolder = '\0' }: { readonly ownFolder?: string } = {},
  ) {
    this.#ownFolder = ownFolder
    this.#shared = shared
    this.#stacks = shared.stacks
    this.#code = code
  }

  /** The stack of the recording that `raw` (leaf first), read at `now` (ms), is; -1 for no frames. */
  intern(raw: RawStack, memory: StackMemory, now: number): number {
    this.#now = now
    const { depth, code, instruction } = raw
    if (depth > memory.code.length) growMemory(memory, depth)
    let at = 0
    const shorter = Math.min(depth, memory.depth)
    while (
      at < shorter &&
      memory.code[at] === code[depth - 1 - at] &&
      memory.instruction[at] === instruction[depth - 1 - at]
    ) {
      at++
    }
    let stack = at === 0 ? -1 : memory.stack[at - 1]!
    for (; at < depth; at++) {
      const address = code[depth - 1 - at]!
      const unit = instruction[depth - 1 - at]!
      const frame = this.#frame(address, unit)
      if (frame !== OWN) stack = this.#push(stack, frame)
      memory.code[at] = address
      memory.instruction[at] = unit
      memory.stack[at] = stack
    }
    memory.depth = depth
    return stack
  }

  #push(prefix: number, frame: number): number {
    if (this.#stacks.length < MOST_STACKS) return this.#shared.stack(prefix, frame)
    const found = this.#shared.findStack(prefix, frame)
    if (found !== -1) return found
    this.cut++
    return prefix
  }

  #frame(address: number, instruction: number): number {
    let id = this.#codes.get(address)
    if (id === -1 || this.#now >= this.#nextCheck[id]!) {
      const info = this.#code(address)
      if (info === null) {
        this.unresolved++
        return markerFrame(this.#shared, '[unknown]')
      }
      // A code object that died leaves its address to others (every imported module's does).
      if (id === -1 || this.#infoOfCode[id] !== info) id = this.#newCode(info)
      this.#nextCheck[id] = this.#now + CHECK_PERIOD
    }
    if (this.#funcOfCode[id] === OWN) return OWN
    const frame = this.#frames.get(id, instruction)
    return frame === -1 ? this.#newFrame(id, instruction) : frame
  }

  #newCode(info: CodeInfo): number {
    const id = this.#codes.renumber(info.address)
    this.#infoOfCode[id] = info
    const { name, file, firstLine } = info
    this.#funcOfCode[id] = file.startsWith(this.#ownFolder)
      ? OWN
      : this.#shared.func({ name, file, line: sound(firstLine), kind: FuncKind.python })
    return id
  }

  #newFrame(id: number, instruction: number): number {
    const func = this.#funcOfCode[id]!
    const { line, column, endLine, endColumn } = this.#infoOfCode[id]!.locate(instruction)
    const frame = this.#shared.frame({
      func,
      line: sound(line),
      column: sound(column),
      endLine: sound(endLine),
      endColumn: sound(endColumn),
    })
    this.#frames.set(id, instruction, frame)
    return frame
  }
}

/** The frame that stands for something that is no code: "[torn]", "[start-up]". */
function markerFrame(shared: SharedBuilder, name: string): number {
  return shared.plainFrame(shared.func({ name, kind: FuncKind.marker }))
}

/** The stack of one marker frame. */
export function markerStack(shared: SharedBuilder, name: string): number {
  return shared.stack(-1, markerFrame(shared, name))
}

/** A line or column of another process's memory: what cannot be one is unknown. */
function sound(place: number): number {
  return place >= 0 && place < MOST_LINES ? place : -1
}

function growMemory(memory: StackMemory, depth: number): void {
  const length = 2 ** Math.ceil(Math.log2(depth))
  memory.code = new Float64Array(length)
  memory.instruction = new Int32Array(length)
  memory.stack = new Int32Array(length)
  memory.depth = 0
}
