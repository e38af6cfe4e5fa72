import type { StacksBuilder } from '../../model/part-builders.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind } from '../../model/tables.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { SymbolFrames } from './symbol-frames.ts'

const FORMAT = 'sleepy'

interface StackContext {
  readonly shared: SharedBuilder
  readonly part: StacksBuilder
  readonly frames: SymbolFrames
  readonly warnings: Warnings
  /** Whether a stack is followed by the times of its threads (0.92), not preceded by its time. */
  readonly hasThreads: boolean
}

/** Reads Callstacks.txt: `seconds id id …`, leaf first; from 0.92 on `id id …` and then `thread seconds`. */
export class CallStacks {
  readonly #context: StackContext
  readonly #threadNames = new Map<string, string>()
  readonly #threads = new Map<string, number>()
  /** Of Threads.txt the id whose name comes next; of 0.92 the stack whose threads come next. */
  #thread: string | null = null
  #stack = -1

  constructor(context: StackContext) {
    this.#context = context
  }

  /** Takes a line of Threads.txt: ids and names by turns. */
  addThreadLine(text: string): void {
    if (this.#thread === null) this.#thread = text.trim()
    else {
      this.#threadNames.set(this.#thread, text.trim())
      this.#thread = null
    }
  }

  add(text: string, line: number): void {
    const words = text.split(' ').filter(word => word !== '')
    if (words.length === 0) return
    if (this.#context.hasThreads && /^0x/i.test(words[0]!)) {
      this.#stack = this.#stackOf(words)
      return
    }
    if (this.#context.hasThreads && words.length % 2 === 0 && words.every(word => DECIMAL.test(word))) {
      for (let i = 0; i < words.length; i += 2) this.#push(this.#stack, words[i]!, Number(words[i + 1]))
      return
    }
    const seconds = Number(words[0])
    if (!DECIMAL.test(words[0]!) || !Number.isFinite(seconds)) {
      this.#context.warnings.atLine('unreadable-stacks', 'Stacks that could not be read were left out.', line)
      return
    }
    this.#push(this.#stackOf(words.slice(1)), null, seconds)
  }

  #push(stack: number, thread: string | null, seconds: number): void {
    const row = thread === null ? { stack } : { stack, thread: this.#threadOf(thread) }
    // Seconds have at most nine decimals in these files; more are noise.
    this.#context.part.add(row, [Math.round(seconds * 1e9)])
  }

  #stackOf(ids: readonly string[]): number {
    const { shared, frames } = this.#context
    assertDepth(FORMAT, ids.length)
    let stack = -1
    for (let i = ids.length - 1; i >= 0; i--) stack = shared.stack(stack, frames.frame(ids[i]!))
    assertStackCount(FORMAT, shared.stacks.length)
    return stack
  }

  #threadOf(id: string): number {
    let thread = this.#threads.get(id)
    if (thread === undefined) {
      const name = this.#threadNames.get(id)
      const title = name === undefined || name === '' || name === '-' ? `thread ${id}` : name
      thread = this.#context.shared.thread({ name: title, tid: Number(id), kind: ThreadKind.native })
      this.#threads.set(id, thread)
    }
    return thread
  }
}

const DECIMAL = /^\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i
