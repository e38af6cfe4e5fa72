import { readdirSync, readFileSync } from 'node:fs'
import type { Layout } from '../interpreter/layouts/layout.ts'
import { isPointer, makeBlock, type ProcessMemory, pointerAt } from '../interpreter/memory.ts'
import type { TargetThread } from './target.ts'

const MAX_INTERPRETERS = 1024
const MAX_THREADS = 65_536
/** Bytes of a pthread's descriptor that are searched for its thread id. */
const DESCRIPTOR = 0x400
const TID_OFFSET_X86_64 = 0x2d0
const TID_OFFSET_AARCH64 = 0xd0

/**
 * The threads of a process by interpreter. The list in the target is newest first and linked; it may change while it
 * is walked, so a walk that meets the same thread twice or garbage ends there.
 */
export class ThreadList {
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #head: number
  readonly #block
  #threads: TargetThread[] = []
  #interpreters: number[] = []
  #heads: number[] = []
  #tidOffset = -1
  /** Whether the target lives in a pid namespace of its own. */
  readonly #isNested: boolean
  #outerTids: ReadonlyMap<number, number> = new Map()

  /** `head` is the address of the pointer to the first interpreter. */
  constructor(memory: ProcessMemory, layout: Layout, head: number) {
    this.#memory = memory
    this.#layout = layout
    this.#head = head
    this.#block = makeBlock(layout.thread.size)
    const own = innermostPid(`/proc/${memory.pid}/status`)
    this.#isNested = own !== null && own !== memory.pid
  }

  /** Interpreter states, the main one last in the target's list and first here. */
  get interpreters(): readonly number[] {
    return this.#interpreters
  }

  /** Whether the newest thread of an interpreter is another one than at the last refresh; one read an interpreter. */
  hasChanged(): boolean {
    for (let i = 0; i < this.#interpreters.length; i++) {
      const head = this.#memory.pointer(this.#interpreters[i]! + this.#layout.interpreter.threadsHead)
      if (head !== this.#heads[i]) return true
    }
    return this.#interpreters.length === 0
  }

  /** Walks all lists again. A thread that was there before keeps its object. */
  refresh(): readonly TargetThread[] {
    const before = new Map(this.#threads.map(thread => [thread.address, thread]))
    this.#interpreters = this.#walkInterpreters()
    this.#heads = this.#interpreters.map(interpreter =>
      this.#memory.pointer(interpreter + this.#layout.interpreter.threadsHead),
    )
    const threads: TargetThread[] = []
    const seen = new Set<number>()
    for (const interpreter of this.#interpreters) {
      const { threadsHead } = this.#layout.interpreter
      let address = this.#memory.pointer(interpreter + threadsHead)
      while (isPointer(address) && !seen.has(address) && seen.size < MAX_THREADS) {
        seen.add(address)
        if (!this.#memory.fill(this.#block, address, this.#layout.thread.size)) break
        if (pointerAt(this.#block, this.#layout.thread.interpreter) !== interpreter) break
        const thread = this.#describe(address, interpreter)
        const old = before.get(address)
        threads.push(old !== undefined && old.tid === thread.tid ? old : thread)
        address = pointerAt(this.#block, this.#layout.thread.next)
      }
    }
    threads.sort((a, b) => Number(b.isMain) - Number(a.isMain))
    this.#threads = threads
    return threads
  }

  #walkInterpreters(): number[] {
    const found: number[] = []
    let address = this.#memory.pointer(this.#head)
    while (isPointer(address) && !found.includes(address) && found.length < MAX_INTERPRETERS) {
      found.push(address)
      address = this.#memory.pointer(address + this.#layout.interpreter.next)
    }
    return found.reverse()
  }

  #describe(address: number, interpreter: number): TargetThread {
    const { nativeThreadId, threadId } = this.#layout.thread
    const own =
      nativeThreadId >= 0
        ? this.#block.ints[nativeThreadId >>> 2]!
        : this.#threadIdOf(pointerAt(this.#block, threadId))
    const tid = own > 0 ? this.#outerTid(own) : -1
    // A thread of a sub-interpreter that runs on the main thread has its id too: the main interpreter's comes first.
    const isMain = tid === this.#memory.pid && interpreter === this.#interpreters[0]
    return { address, interpreter, tid, isMain }
  }

  /** The target knows its threads by the ids of its own pid namespace (a container's); /proc here by those of ours. */
  #outerTid(own: number): number {
    if (!this.#isNested) return own
    const known = this.#outerTids.get(own)
    if (known !== undefined) return known
    this.#outerTids = readOuterTids(this.#memory.pid)
    return this.#outerTids.get(own) ?? -1
  }

  /** pthread_t is the address of the thread's descriptor, which holds its id at a place that the C library decides. */
  #threadIdOf(pthread: number): number {
    if (!isPointer(pthread)) return -1
    if (this.#tidOffset < 0) this.#tidOffset = this.#findTidOffset(pthread)
    return this.#tidOffset < 0 ? -1 : this.#memory.i32(pthread + this.#tidOffset, -1)
  }

  #findTidOffset(pthread: number): number {
    const tids = readOuterTids(this.#memory.pid)
    const likely = process.arch === 'arm64' ? TID_OFFSET_AARCH64 : TID_OFFSET_X86_64
    if (tids.has(this.#memory.i32(pthread + likely, -1))) return likely
    const bytes = this.#memory.bytes(pthread, DESCRIPTOR)
    if (bytes === null) return -1
    const view = new DataView(bytes.buffer)
    for (let at = 0; at + 4 <= DESCRIPTOR; at += 4) if (tids.has(view.getInt32(at, true))) return at
    return -1
  }
}

/** Thread ids of a process by the ids that it knows them by itself (those of the innermost pid namespace). */
function readOuterTids(pid: number): Map<number, number> {
  const tids = new Map<number, number>()
  try {
    for (const tid of readdirSync(`/proc/${pid}/task`)) {
      tids.set(innermostPid(`/proc/${pid}/task/${tid}/status`) ?? Number(tid), Number(tid))
    }
  } catch {
    // The process has ended: it has no threads.
  }
  return tids
}

/** The last id of a status file's NSpid line, null without one (kernels before 4.1). */
function innermostPid(path: string): number | null {
  try {
    const line = /^NSpid:\s+(.*)$/m.exec(readFileSync(path, 'latin1'))
    const last = line?.[1]?.trim().split(/\s+/).at(-1)
    return last === undefined ? null : Number(last)
  } catch {
    return null
  }
}
