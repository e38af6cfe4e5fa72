import { FormatError } from '../../base/errors.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { KnownPaths } from './known-paths.ts'
import { idAt, idEnd, isShortest, isTooDeep, tidyIds } from './path-ids.ts'
import type { Locations } from './read-locations.ts'
import type { Id } from './tables.ts'

const FORMAT = 'pprof'

interface TreeContext {
  readonly shared: SharedBuilder
  readonly locations: Locations
  /** Told how many ids of a sample no location has. */
  readonly onMissing: (count: number) => void
  /** The file. Paths that stand in it are compared where they stand. */
  readonly file: Uint8Array
  /** Roughly how many different paths there will be, and ends of paths. */
  readonly size: number
}

/**
 * The prefix tree of the samples' locations, by the bytes of their ids. A path stands leaf first, so that what it shares
 * with another one is how its bytes end. Going from the leaf to the root, the first end that is known is all that is
 * looked up: however deep the stacks, reading one costs a walk over its bytes and a step for each new location.
 */
export class PathTree {
  readonly #context: TreeContext
  readonly #known: KnownPaths
  /** Whether no two locations begin with the same frame, so that a new path is a new stack. */
  readonly #isPlain: boolean
  /** The new ids of a path, leaf first: where they start and their locations. */
  #froms: Float64Array = new Float64Array(64)
  #locations: Float64Array = new Float64Array(64)

  constructor(context: TreeContext) {
    this.#context = context
    this.#known = new KnownPaths(context.file, context.size)
    this.#isPlain = beginDifferently(context.locations, context.shared.frames.length)
  }

  /** The row of `shared.stacks` that is the path whose ids are `bytes[start, end)`, leaf first; -1 for none.
   *  @throws FormatError, LimitError */
  stack(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return -1
    if (bytes[end - 1]! >= 0x80) {
      throw new FormatError(FORMAT, 'field 1: its numbers reach past its end', { offset: end })
    }
    const known = this.#known
    known.look(bytes, start, end)
    let fresh = 0
    let slot = -1
    let isTidy = true
    for (let at = start; at < end; ) {
      slot = known.find(at)
      if (slot !== -1) break
      const next = idEnd(bytes, at)
      const location = this.#context.locations.indexOf(idAt(bytes, at, next))
      isTidy &&= location !== -1 && isShortest(bytes, at, next)
      if (fresh === this.#froms.length) this.#widen()
      this.#froms[fresh] = at
      this.#locations[fresh++] = location
      at = next
    }
    if (!isTidy) return this.#tidyStack(bytes, start, end)
    const below = slot === -1 ? -1 : known.stack(slot)
    if (fresh === 0) return below
    if (isTooDeep(bytes, start, end)) assertDepth(FORMAT, Number.POSITIVE_INFINITY)
    return this.#grow(below, fresh)
  }

  /** The stack of a path with ids that are missing or longer than need be. */
  #tidyStack(bytes: Uint8Array, start: number, end: number): number {
    const isKnown = (id: Id) => this.#context.locations.indexOf(id) !== -1
    const { ids, missing } = tidyIds(bytes, { start, end, isKnown })
    if (missing > 0) this.#context.onMissing(missing)
    return this.stack(ids, 0, ids.length)
  }

  #widen(): void {
    this.#froms = doubled(this.#froms)
    this.#locations = doubled(this.#locations)
  }

  /** Puts the locations that were found to be new on top of a stack, the last one first. */
  #grow(below: number, fresh: number): number {
    this.#known.keep()
    let stack = below
    for (let i = fresh - 1; i >= 0; i--) {
      stack = this.#push(stack, this.#locations[i]!)
      this.#known.add(this.#froms[i]!, stack)
    }
    assertStackCount(FORMAT, this.#context.shared.stacks.length)
    return stack
  }

  /** Puts the frames of a location on top of a stack. */
  #push(below: number, location: number): number {
    const { shared } = this.#context
    const { starts, frames } = this.#context.locations
    const { columns } = shared.stacks
    let stack = below
    for (let i = starts[location]!; i < starts[location + 1]!; i++) {
      if (this.#isPlain) {
        columns.prefix.push(stack)
        columns.frame.push(frames[i]!)
        stack = columns.frame.length - 1
      } else stack = shared.stack(stack, frames[i]!)
    }
    return stack
  }
}

function doubled(column: Float64Array): Float64Array {
  const larger = new Float64Array(2 * column.length)
  larger.set(column)
  return larger
}

function beginDifferently({ starts, frames }: Locations, frameCount: number): boolean {
  const isFirst = new Uint8Array(frameCount)
  for (let i = 0; i + 1 < starts.length; i++) {
    const frame = frames[starts[i]!]!
    if (isFirst[frame] === 1) return false
    isFirst[frame] = 1
  }
  return true
}
