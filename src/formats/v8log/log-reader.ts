import type { StacksPart } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadKind } from '../../model/tables.ts'
import type { ImportedMeta } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { CodeMap } from './code-map.ts'
import { frameOfCode } from './code-names.ts'
import { addressOf, splitFields } from './log-fields.ts'
import { Ticks } from './ticks.ts'

const FORMAT = 'v8log'

interface Range {
  readonly start: number
  readonly end: number
  readonly lib: number
}

/** Code that lay somewhere; its frame is made when a tick meets it. */
interface Code {
  readonly type: string
  readonly text: string
  frame: number
}

/** One log while it is read, a line at a time: what lies where, and the ticks. */
export class LogReader {
  isLog = false
  readonly #shared: SharedBuilder
  readonly #ticks: Ticks
  readonly #code = new CodeMap()
  readonly #codes: Code[] = []
  readonly #warnings = new Warnings()
  readonly #libs: Range[] = []
  #areLibsSorted = true
  #version = ''
  #platform = ''
  /** Microseconds. */
  #interval = 1000

  constructor(shared: SharedBuilder) {
    this.#shared = shared
    this.#ticks = new Ticks(shared)
  }

  line(text: string, line: number): void {
    const fields = splitFields(text)
    const isRead = this.#event(fields)
    if (isRead) this.isLog = true
    else this.#warnings.atLine('odd-lines', 'Lines that are not whole were left out.', line)
  }

  finish(): { parts: { stacks: StacksPart }; meta: ImportedMeta } {
    const thread = this.#shared.thread({ name: 'main', kind: ThreadKind.unknown, isMain: 1 })
    const { stacks, duration } = this.#ticks.finish(thread, this.#interval)
    if (this.#ticks.length === 0) this.#warnings.add('no-ticks', 'The log has no ticks: nothing was sampled.')
    return {
      parts: { stacks },
      meta: {
        recorder: {
          name: 'V8',
          version: this.#version === '' ? null : this.#version,
          mode: 'sample',
          settings: { interval: this.#interval / 1e6 },
        },
        ...(this.#platform === '' ? {} : { platform: this.#platform }),
        duration,
        warnings: this.#warnings.list(),
      },
    }
  }

  #event(fields: readonly string[]): boolean {
    switch (fields[0]) {
      case 'code-creation':
        return this.#create(fields)
      case 'code-move':
        return this.#move(addressOf(fields[1]), addressOf(fields[2]))
      case 'code-delete':
        this.#code.remove(addressOf(fields[1]))
        return true
      case 'tick':
        return this.#tick(fields)
      case 'shared-library':
        return this.#addLib(fields)
      case 'profiler':
        if (fields[1] === 'begin' && Number(fields[2]) > 0) this.#interval = Number(fields[2])
        return true
      case 'v8-version': {
        const [major, minor, build, patch, embedder] = fields.slice(1)
        this.#version = `${[major, minor, build, patch].join('.')}${embedder?.startsWith('-') ? embedder : ''}`
        return true
      }
      case 'v8-platform':
        this.#platform = fields[1] ?? ''
        return true
      default:
        return true
    }
  }

  /** `code-creation,TYPE[,KIND][,TIME],START,SIZE,NAME[,FUNCTION,STATE]`: kinds since V8 3.20, times since 5.5. */
  #create(fields: readonly string[]): boolean {
    const place =
      2 +
      Math.max(
        0,
        [2, 3, 4].findIndex(field => fields[field]?.startsWith('0x') === true),
      )
    const start = addressOf(fields[place])
    const size = Number(fields[place + 1])
    if (Number.isNaN(start) || !(size >= 0) || fields[1] === undefined) return false
    const number = this.#codes.push({ type: fields[1], text: fields[place + 2] ?? '', frame: -1 }) - 1
    this.#code.add(start, size, number)
    return true
  }

  #move(from: number, to: number): boolean {
    if (Number.isNaN(from) || Number.isNaN(to)) return false
    const moved = this.#code.remove(from)
    if (moved !== null) this.#code.add(to, moved.size, moved.value)
    return true
  }

  /** `shared-library,PATH,START,END[,SLIDE]`. */
  #addLib(fields: readonly string[]): boolean {
    const [, path, from, to] = fields
    const [start, end] = [addressOf(from), addressOf(to)]
    if (path === undefined || !(end >= start) || !Number.isSafeInteger(end)) return false
    const name = path.split(/[\\/]/).at(-1)!
    const lib = this.#shared.lib({ name, path, start: BigInt(start), end: BigInt(end) })
    this.#libs.push({ start, end, lib })
    this.#areLibsSorted = false
    return true
  }

  /**
   * `tick,PC,TIME,IS_EXTERNAL,TOP_OR_CALLBACK,STATE,CALLER…`. In a callback of the embedder the program counter is that of the
   * callback; elsewhere the top of the stack is a frame where it lies in a function of the program.
   */
  #tick(fields: readonly string[]): boolean {
    const [, pcField, timeField, external, topField, stateField] = fields
    const pc = addressOf(pcField)
    const top = addressOf(topField)
    if (Number.isNaN(pc) || stateField === undefined || fields.length < 6) return false
    const isExternal = external === '1'
    const leaf = isExternal ? top : pc
    const addresses: number[] = []
    if (!isExternal && top > 0 && this.#isJavaScript(top)) addresses.push(top)
    // Callers may be written as differences, the first from the program counter itself.
    let before = leaf
    for (let i = 6; i < fields.length; i++) {
      const field = fields[i]!
      const isStep = field.startsWith('+') || field.startsWith('-')
      const address = addressOf(isStep ? field.slice(1) : field)
      if (Number.isNaN(address)) continue
      before = !isStep ? address : before + (field.startsWith('-') ? -address : address)
      addresses.push(before)
    }
    const time = timeField?.startsWith('0x') === true ? Number.NaN : Number(timeField)
    this.#ticks.add(this.#stackOf(leaf, addresses, Number(stateField)), time)
    return true
  }

  #stackOf(leaf: number, callers: readonly number[], state: number): number {
    assertDepth(FORMAT, callers.length)
    let stack = -1
    for (let i = callers.length - 1; i >= 0; i--) {
      const frame = this.#frameAt(callers[i]!)
      if (frame !== -1) stack = this.#shared.stack(stack, frame)
      else this.#warnings.add('unknown-callers', 'Callers at addresses where no code is known were left out.')
    }
    const isOld = Number.parseInt(this.#version, 10) < 7
    const stateFrame = this.#ticks.stateFrame(state, isOld)
    if (stateFrame !== -1) stack = this.#shared.stack(stack, stateFrame)
    const own = this.#frameAt(leaf)
    if (own !== -1) stack = this.#shared.stack(stack, own)
    else if (leaf > 0 && stateFrame === -1) stack = this.#shared.stack(stack, this.#addressFrame(leaf, -1))
    assertStackCount(FORMAT, this.#shared.stacks.length)
    return stack
  }

  #isJavaScript(address: number): boolean {
    const frame = this.#codeFrame(address)
    if (frame === -1) return false
    const { frames, funcs } = this.#shared
    return funcs.columns.kind.get(frames.columns.func.get(frame)) === FuncKind.javascript
  }

  /** The frame at an address, -1 where neither code nor a binary is known. */
  #frameAt(address: number): number {
    const frame = this.#codeFrame(address)
    if (frame !== -1) return frame
    const lib = this.#libAt(address)
    return lib === -1 ? -1 : this.#addressFrame(address, lib)
  }

  /** The frame of the code at an address, -1 where none is known. */
  #codeFrame(address: number): number {
    const code = this.#codes[this.#code.find(address)]
    if (code === undefined) return -1
    if (code.frame === -1) code.frame = frameOfCode(code.type, code.text, this.#shared)
    return code.frame
  }

  #addressFrame(address: number, lib: number): number {
    const name = `0x${address.toString(16)}`
    const func = this.#shared.func({ name, kind: FuncKind.address, lib })
    return this.#shared.frame({ func, address: BigInt(address), lib })
  }

  #libAt(address: number): number {
    if (!this.#areLibsSorted) this.#libs.sort((a, b) => a.start - b.start)
    this.#areLibsSorted = true
    let low = 0
    let high = this.#libs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#libs[middle]!.start <= address) low = middle + 1
      else high = middle
    }
    const range = this.#libs[low - 1]
    return range !== undefined && address < range.end ? range.lib : -1
  }
}
