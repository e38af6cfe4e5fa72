import type { InterpreterBinary } from '../interpreter/find-interpreter.ts'
import type { InterpreterState } from '../interpreter/locate-state.ts'
import { type Mapping, readMappings } from '../interpreter/mappings.ts'
import type { ProcessMemory } from '../interpreter/memory.ts'
import { ObjectReader } from '../interpreter/objects.ts'
import { findGcLists, findInterpreters } from './gc-lists.ts'
import { HeapTypes } from './heap-types.ts'
import { headerOf } from './live-objects.ts'
import { MemoryImage } from './memory-image.ts'
import { ObjectLinks } from './object-links.ts'
import { ObjectSizes } from './object-sizes.ts'
import { type TrackedObjects, TrackedWalk } from './tracked-walk.ts'
import { Family } from './type-families.ts'

/** A CPython process whose heap is looked at. */
export interface HeapProcess {
  readonly memory: ProcessMemory
  readonly binary: InterpreterBinary
  readonly state: InterpreterState
}

/** Number and bytes of objects, an entry a type. */
export interface TypeSums {
  readonly count: Float64Array
  readonly size: Float64Array
}

/** Whether a collector of the process is at work: it takes the lists apart. */
export function isCollecting({ memory, state }: HeapProcess): boolean {
  const { runtime, interpreter } = state.layout
  if (runtime.collecting >= 0) {
    return state.runtime !== null && memory.u32(state.runtime + runtime.collecting) === 1
  }
  if (interpreter.collecting < 0) return false
  return findInterpreters(memory, state).some(address => memory.u32(address + interpreter.collecting) === 1)
}

/** What one look counted, by type. */
export interface HeapCounts {
  readonly types: HeapTypes
  readonly image: MemoryImage
  /** What `gc.get_objects()` gives. */
  readonly tracked: TypeSums
  /** What is reached through tracked objects, and is not itself tracked. */
  readonly untracked: TypeSums
  /** What is tracked, but was put aside by `gc.freeze()`: `gc.get_objects()` does not give it. Python 3.12 does so with some tuples
   *  when it starts. */
  readonly frozen: TypeSums
  readonly doubts: HeapDoubts
}

/** Columns of the counts. */
const Kind = { tracked: 0, untracked: 2, frozen: 4 } as const
const WIDTH = 6

/** What did not fit together because the target ran on while it was read. */
export interface HeapDoubts {
  /** Places where a list of objects had changed and was taken up again. */
  readonly repairs: number
  /** Lists of which a part may be missing. */
  readonly brokenLists: number
  /** Objects that were gone, or made no sense, when they were measured. */
  readonly changedObjects: number
  /** Tracked objects that were met through others only: made since the lists were walked. */
  readonly lateObjects: number
  /** Blocks of memory that could not be read. */
  readonly failedReads: number
  /** Addresses that were not followed: objects lay in more than 16 GiB of memory. */
  readonly overflows: number
}

/** Looks at a heap once: reads what is needed of the target's memory while it runs on. Nothing is written to it. */
export class HeapLook {
  readonly #process: HeapProcess
  readonly #image: MemoryImage
  readonly #types: HeapTypes
  readonly #sizes: ObjectSizes
  readonly #links: ObjectLinks
  readonly #header: ReturnType<typeof headerOf>
  /** Objects met that are to be gone through: untracked ones that may refer to others. */
  #found = new Int32Array(1 << 16)
  #foundCount = 0
  #counts = new Float64Array(WIDTH * 1024)
  #changed = 0
  #late = 0

  constructor(process: HeapProcess, mappings: readonly Mapping[]) {
    this.#process = process
    const { layout } = process.state
    this.#image = new MemoryImage(process.memory, mappings)
    this.#types = new HeapTypes(this.#image, new ObjectReader(process.memory, layout))
    this.#sizes = new ObjectSizes(this.#image, this.#types, layout)
    this.#header = headerOf(layout.number)
    const parts = { image: this.#image, types: this.#types, layout }
    this.#links = new ObjectLinks(parts, (low, high) => this.#visit(low, high))
  }

  /** @throws what findGcLists throws. */
  run(): HeapCounts {
    const tracked = this.#walk()
    const { cells } = tracked
    const firstFrozen = cells.length - tracked.permanent
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!
      const type = this.#typeOf(cell)
      if (type < 0) {
        this.#changed++
        continue
      }
      this.#count(cell, type, i < firstFrozen ? Kind.tracked : Kind.frozen)
      this.#links.visit(cell, type)
      while (this.#foundCount > 0) this.#goThrough(this.#found[--this.#foundCount]!)
    }
    this.#visitModules()
    while (this.#foundCount > 0) this.#goThrough(this.#found[--this.#foundCount]!)
    return this.#finish(tracked)
  }

  /** Where a list could not be walked to its end, what it lost is met from the modules on. */
  #visitModules(): void {
    const { memory, state } = this.#process
    for (const interpreter of findInterpreters(memory, state)) {
      const modules = memory.pointer(interpreter + state.layout.interpreter.modules)
      this.#visit((modules % 2 ** 32) >>> 0, Math.floor(modules / 2 ** 32))
    }
  }

  #walk(): TrackedObjects {
    const { memory, state, binary } = this.#process
    const refresh = () => {
      try {
        this.#image.remap(readMappings(memory.pid))
      } catch {
        // The process has ended: what is read from now on is nothing.
      }
    }
    return new TrackedWalk({
      image: this.#image,
      types: this.#types,
      memory,
      number: state.layout.number,
      lists: findGcLists(memory, state, binary),
      refresh,
      isCollecting: () => isCollecting(this.#process),
    }).run()
  }

  #goThrough(cell: number): void {
    const type = this.#typeOf(cell)
    if (type >= 0) this.#links.visit(cell, type)
  }

  /** The type of the object at a cell, -1 where there is none. */
  #typeOf(cell: number): number {
    const image = this.#image
    return image.open(cell, 16) ? this.#header(image, this.#types, image.words, image.at) : -1
  }

  /** Takes in what a reference leads to, if it is an object that was not met before. */
  #visit(low: number, high: number): void {
    const cell = this.#image.cellOf(low, high)
    if (cell < 0 || this.#image.isMarked(cell)) return
    const type = this.#typeOf(cell)
    if (type < 0) return
    this.#image.mark(cell)
    const isLate = this.#types.isCollected(type) && this.#isTracked(cell, type)
    if (isLate) this.#late++
    this.#count(cell, type, isLate ? Kind.tracked : Kind.untracked)
    const types = this.#types
    if (types.family[type] === Family.leaf && types.basicSize[type] === types.ownSize[type]) return
    if (types.family[type] === Family.text && !types.isHeapType(type)) return
    if (types.family[type] === Family.int && !types.isHeapType(type)) return
    this.#push(cell)
  }

  /** Whether an object of a type that is collected is on a list: from 3.8 on its link is not NULL then, before its count of
   *  references, as the collector keeps it, is not -2. */
  #isTracked(cell: number, type: number): boolean {
    if (this.#types.family[type] === Family.type && !this.#sizes.isMadeAtRunTime(cell)) return false
    const { number } = this.#process.state.layout
    const head = this.#image.step(cell, number < 308 ? -32 : -16)
    if (head < 0 || !this.#image.open(head, 24)) return false
    if (number >= 308) return this.#image.u32(0) !== 0 || this.#image.u32(4) !== 0
    // From 3.4 on it is shifted by a flag.
    const untracked = number < 300 ? 0xfffffffe : 0xfffffffc
    const count = number < 300 ? this.#image.u32(16) : (this.#image.u32(16) & ~1) >>> 0
    return count !== untracked || this.#image.u32(20) !== 0xffffffff
  }

  #count(cell: number, type: number, kind: number): void {
    const size = this.#sizes.sizeOf(cell, type)
    if (size < 0) {
      this.#changed++
      return
    }
    if (WIDTH * (type + 1) > this.#counts.length) {
      const longer = new Float64Array(2 * this.#counts.length)
      longer.set(this.#counts)
      this.#counts = longer
    }
    this.#counts[WIDTH * type + kind]! += 1
    this.#counts[WIDTH * type + kind + 1]! += size
  }

  #push(cell: number): void {
    if (this.#foundCount === this.#found.length) {
      const longer = new Int32Array(2 * this.#found.length)
      longer.set(this.#found)
      this.#found = longer
    }
    this.#found[this.#foundCount++] = cell
  }

  #finish({ repairs, broken }: TrackedObjects): HeapCounts {
    const column = (k: number) =>
      Float64Array.from({ length: this.#types.length }, (_, type) => this.#counts[WIDTH * type + k] ?? 0)
    const sums = (kind: number): TypeSums => ({ count: column(kind), size: column(kind + 1) })
    return {
      types: this.#types,
      image: this.#image,
      tracked: sums(Kind.tracked),
      untracked: sums(Kind.untracked),
      frozen: sums(Kind.frozen),
      doubts: {
        repairs,
        brokenLists: broken,
        changedObjects: this.#changed + this.#links.doubts,
        lateObjects: this.#late,
        failedReads: this.#image.failedReads,
        overflows: this.#image.overflows,
      },
    }
  }
}
