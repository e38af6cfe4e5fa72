// asyncio's tasks of CPython 3.14 and newer, by the table of offsets in the section .AsyncioDebug of `_asyncio`'s binary
// (Modules/_asynciomodule.c, Py_AsyncioModuleDebugOffsets): 13 words of 64 bits:
//   task {size, name, awaited_by, is_task, awaited_by_is_set, coro, node}, interpreter {size, tasks_head},
//   thread {size, running_loop, running_task, tasks_head}
// Tasks are nodes of circular lists, one a thread and one an interpreter (tasks whose thread has ended).
import { computeLoadBias, findSection } from '../../../symbols/elf/parse-elf.ts'
import { openMappedBinary } from '../interpreter/binary-file.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import type { Mapping } from '../interpreter/mappings.ts'
import { isPointer, type ProcessMemory } from '../interpreter/memory.ts'
import { type ObjectReader, pointerIn } from '../interpreter/objects.ts'
import type { TargetTask, TargetThread } from './target.ts'

const SECTION = '.AsyncioDebug'
const WORDS = 13
const MAX_TASKS = 65_536
const MAX_AWAITERS = 4096
const MAX_DEPTH = 4096

interface TaskOffsets {
  readonly name: number
  readonly awaitedBy: number
  readonly isSet: number
  readonly coro: number
  readonly node: number
  readonly interpreterHead: number
  readonly runningTask: number
  readonly threadHead: number
}

/** Finds asyncio's table in a process: in `_asyncio*.so`, else in the interpreter's own binary. Null without asyncio. */
export function findTaskOffsets(
  memory: ProcessMemory,
  mappings: readonly Mapping[],
  interpreterPath: string,
): TaskOffsets | null {
  const mapping =
    mappings.find(map => /\/_asyncio\.[^/]*so$/.test(map.path)) ??
    mappings.find(map => map.path === interpreterPath)
  const file = mapping === undefined ? null : openMappedBinary(memory.pid, mapping, false)
  if (mapping === undefined || file === null) return null
  const section = findSection(file.elf, SECTION)
  const bias = computeLoadBias(file.elf, mapping.start - mapping.offset)
  file.close()
  const bytes = section === null ? null : memory.bytes(section.address + bias, 8 * WORDS)
  if (bytes === null) return null
  const word = (i: number): number => pointerIn(bytes, 8 * i)
  // A size of zero, or a field beyond its structure, is no table.
  const isSound = [1, 2, 3, 4, 5, 6].every(i => word(i) < word(0)) && word(8) < word(7) && word(12) < word(9)
  if (!isSound) return null
  return {
    name: word(1),
    awaitedBy: word(2),
    isSet: word(4),
    coro: word(5),
    node: word(6),
    interpreterHead: word(8),
    runningTask: word(11),
    threadHead: word(12),
  }
}

/** Reads the tasks of a process and where their coroutines are suspended. Bounded; whatever cannot be read is left out. */
export class TaskReader {
  readonly #objects: ObjectReader
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #offsets: TaskOffsets

  constructor(objects: ObjectReader, offsets: TaskOffsets) {
    this.#objects = objects
    this.#memory = objects.memory
    this.#layout = objects.layout
    this.#offsets = offsets
  }

  /** All tasks of the threads' interpreters. */
  list(threads: readonly TargetThread[]): TargetTask[] {
    const running = new Map<number, number>()
    const found = new Set<number>()
    for (const thread of threads) {
      const task = this.#memory.pointer(thread.address + this.#offsets.runningTask)
      if (isPointer(task)) running.set(task, thread.address)
      this.#walk(thread.address + this.#offsets.threadHead, found)
    }
    for (const interpreter of new Set(threads.map(thread => thread.interpreter))) {
      this.#walk(interpreter + this.#offsets.interpreterHead, found)
    }
    // A running task is in a list too, unless it was made by an eager factory.
    for (const task of running.keys()) found.add(task)
    return [...found].map(address => this.#describe(address, running.get(address) ?? 0))
  }

  #walk(head: number, found: Set<number>): void {
    let node = this.#memory.pointer(head)
    while (isPointer(node) && node !== head && found.size < MAX_TASKS) {
      const task = node - this.#offsets.node
      if (found.has(task)) return
      found.add(task)
      node = this.#memory.pointer(node)
    }
  }

  #describe(address: number, thread: number): TargetTask {
    const name = this.#memory.pointer(address + this.#offsets.name)
    const number = this.#objects.int(name)
    return {
      address,
      name: number === null ? (this.#objects.text(name) ?? '') : `Task-${number}`,
      awaitedBy: this.#awaiters(address),
      thread,
    }
  }

  /** One task, or a set of them. */
  #awaiters(task: number): number[] {
    const awaiter = this.#memory.pointer(task + this.#offsets.awaitedBy)
    if (!isPointer(awaiter)) return []
    if (this.#memory.u8(task + this.#offsets.isSet) !== 1) return [awaiter]
    const { set } = this.#layout
    const mask = set === null ? -1 : this.#memory.pointer(awaiter + set.mask)
    if (set === null || !(mask >= 0) || mask > MAX_AWAITERS) return []
    const table = this.#memory.bytes(this.#memory.pointer(awaiter + set.table), 16 * (mask + 1))
    if (table === null) return []
    const awaiters: number[] = []
    for (let i = 0; i <= mask; i++) {
      const key = pointerIn(table, 16 * i)
      // A removed entry keeps a dummy key, with -1 for its hash.
      if (isPointer(key) && pointerIn(table, 16 * i + 8) < 2 ** 63) awaiters.push(key)
    }
    return awaiters
  }

  /** Frames of a suspended task's coroutines, innermost first: what it waits in. */
  frames(task: number): number[] {
    const { generator } = this.#layout
    const frames: number[] = []
    if (generator === null) return frames
    let coroutine = untag(this.#memory.pointer(task + this.#offsets.coro))
    const type = isPointer(coroutine) ? this.#objects.typeName(coroutine) : null
    for (let name = type; isAwaitable(name) && frames.length < MAX_DEPTH; ) {
      const frame = coroutine + generator.frame
      frames.push(frame)
      coroutine = this.#awaited(frame)
      name = coroutine === 0 ? null : this.#objects.typeName(coroutine)
    }
    return frames.reverse()
  }

  /** What a suspended frame awaits lies at its stack top: in the last slot (3.14) or the one below (3.15); 0 for none. */
  #awaited(frame: number): number {
    const top = this.#memory.pointer(frame + this.#layout.frame.stackTop)
    if (!isPointer(top)) return 0
    for (const slot of [top - 8, top - 16]) {
      if (slot < frame + this.#layout.frame.size) continue
      const value = untag(this.#memory.pointer(slot))
      if (isPointer(value) && isAwaitable(this.#objects.typeName(value))) return value
    }
    return 0
  }
}

function untag(pointer: number): number {
  return pointer > 0 ? pointer - (pointer % 4) : 0
}

function isAwaitable(typeName: string | null): boolean {
  return typeName === 'coroutine' || typeName === 'generator'
}
