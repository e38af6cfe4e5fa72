import type { SharedBuilder } from '../../model/shared-builder.ts'
import { assertDepth } from '../importing/limits.ts'

const FORMAT = 'hprof'

/** A stack trace: its frames as text, leaf first, and the thread it is of. */
interface Trace {
  readonly frames: string[]
  /** -1 where the file does not say. */
  readonly thread: number
}

/** The traces of a file by number, and the threads. */
export class Traces {
  readonly #traces = new Map<number, Trace>()
  readonly #threads = new Map<number, string>()
  #open: Trace | null = null

  /** Reads `TRACE 300001: (thread=200001)`; false when the line is none. */
  start(text: string): boolean {
    const found = /^TRACE (\d{1,10}):(?:\s*\(thread=(\d{1,10})\))?/.exec(text)
    if (found === null) return false
    this.#open = { frames: [], thread: found[2] === undefined ? -1 : Number(found[2]) }
    this.#traces.set(Number(found[1]), this.#open)
    return true
  }

  /** Reads an indented line of a trace; false when none is open. */
  addFrame(text: string): boolean {
    if (this.#open === null || !/^\s+\S/.test(text)) return false
    const frame = text.trim()
    if (frame !== '<empty>') this.#open.frames.push(frame)
    assertDepth(FORMAT, this.#open.frames.length)
    return true
  }

  end(): void {
    this.#open = null
  }

  /** Reads `THREAD START (obj=…, id = 200001, name="main", group="system")`. */
  addThread(text: string): void {
    const found = /\bid = (\d{1,10})(?:, name="(.*)", group=)?/.exec(text)
    if (found !== null) this.#threads.set(Number(found[1]), found[2] ?? found[1]!)
  }

  /** The stack of a trace; that of `name` alone where the file has no such trace. */
  stackOf(shared: SharedBuilder, number: number, name: string): number {
    const frames = this.#traces.get(number)?.frames ?? (name === '' ? [] : [name])
    let stack = -1
    for (let i = frames.length - 1; i >= 0; i--) stack = shared.stack(stack, frameOf(shared, frames[i]!))
    return stack
  }

  has(number: number): boolean {
    return this.#traces.has(number)
  }

  /** Number of a trace's thread, -1 unknown. */
  threadOf(number: number): number {
    return this.#traces.get(number)?.thread ?? -1
  }

  threadName(thread: number): string {
    return this.#threads.get(thread) ?? String(thread)
  }
}

/** `java.io.File.read(File.java:123)`, `…(File.java:Native method)`, `…(<Unknown Source>:Unknown line)`. */
function frameOf(shared: SharedBuilder, text: string): number {
  const open = text.endsWith(')') ? text.lastIndexOf('(') : -1
  if (open <= 0) return shared.plainFrame(shared.func({ name: text }))
  const place = text.slice(open + 1, -1)
  const colon = place.lastIndexOf(':')
  const file = colon === -1 ? place : place.slice(0, colon)
  const line = colon === -1 ? '' : place.slice(colon + 1)
  const isKnown = file !== '' && file !== '<Unknown Source>' && file !== 'Unknown Source'
  const func = shared.func({ name: text.slice(0, open), ...(isKnown ? { file } : {}) })
  return shared.plainFrame(func, /^[1-9]\d{0,8}$/.test(line) ? Number(line) : -1)
}
