import { PairMap } from '../../base/pair-map.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { assertStackCount } from '../importing/limits.ts'
import type { Locations } from './read-locations.ts'

/** Columns of a node, which stand together so that a path that was built at once is read at once. */
const PARENT = 0
const LOCATION = 1
/** The child found last. */
const RECENT = 2
/** The row of `shared.stacks` that ends at the node. */
const STACK = 3
const WIDTH = 4

/** Locations of a path that are looked up together. */
const BLOCK = 8
/** An entry of the table of blocks: the node it starts at, the node it ends at, its locations. */
const ENTRY = BLOCK + 2
const MOST_BLOCKS = 1 << 17

/**
 * The prefix tree of locations. Finding a child is what reading a profile spends its time on: most often it is the node
 * made after its parent, or the child that was found last, and only then is it looked up.
 */
export class LocationTree {
  readonly #format: string
  readonly #shared: SharedBuilder
  readonly #locations: Locations
  readonly #children = new PairMap()
  /** Whether no two locations begin with the same frame, so that a new node is a new stack. */
  readonly #isPlain: boolean
  /** Blocks of paths by their hash; of those that share a place the last stays. */
  readonly #blocks: Int32Array
  readonly #blockMask: number
  #nodes = new Int32Array(WIDTH * 4096)
  #length = 1

  /** `size` is roughly how many blocks there will be. */
  constructor(
    format: string,
    { shared, locations, size }: { shared: SharedBuilder; locations: Locations; size: number },
  ) {
    let blocks = 64
    while (blocks < Math.min(size, MOST_BLOCKS)) blocks *= 2
    this.#blocks = new Int32Array(blocks * ENTRY).fill(-1)
    this.#blockMask = blocks - 1
    this.#format = format
    this.#shared = shared
    this.#locations = locations
    this.#isPlain = beginDifferently(locations)
    // The root is no location.
    this.#nodes.fill(-1, 0, WIDTH)
  }

  /** The row of `shared.stacks` that is the path of the first `length` locations of `path`, leaf first; -1 for none.
   *  @throws LimitError */
  stack(path: Int32Array, length: number): number {
    let node = 0
    let i = length - 1
    while (i >= BLOCK - 1) {
      let hash = node
      for (let k = i; k > i - BLOCK; k--) hash = Math.imul(hash ^ path[k]!, 0x9e3779b1) ^ (hash >>> 15)
      const entry = ((hash ^ (hash >>> 16)) & this.#blockMask) * ENTRY
      if (this.#isBlock(entry, node, path, i)) {
        node = this.#blocks[entry + 1]!
        i -= BLOCK
        continue
      }
      this.#blocks[entry] = node
      for (let k = 0; k < BLOCK; k++) {
        this.#blocks[entry + 2 + k] = path[i]!
        node = this.#child(node, path[i--]!)
      }
      this.#blocks[entry + 1] = node
    }
    for (; i >= 0; i--) node = this.#child(node, path[i]!)
    return this.#nodes[node * WIDTH + STACK]!
  }

  /** Whether an entry is the block of `path` from `from` on that starts at a node. */
  #isBlock(entry: number, node: number, path: Int32Array, from: number): boolean {
    const blocks = this.#blocks
    if (blocks[entry] !== node) return false
    for (let k = 0; k < BLOCK; k++) if (blocks[entry + 2 + k] !== path[from - k]) return false
    return true
  }

  /** The node of `location` called from `parent`. */
  #child(parent: number, location: number): number {
    const nodes = this.#nodes
    const next = (parent + 1) * WIDTH
    if (
      next < this.#length * WIDTH &&
      nodes[next + PARENT] === parent &&
      nodes[next + LOCATION] === location
    ) {
      return parent + 1
    }
    const recent = nodes[parent * WIDTH + RECENT]!
    if (recent !== -1 && nodes[recent * WIDTH + LOCATION] === location) return recent
    let node = this.#children.get(parent, location)
    if (node === -1) node = this.#add(parent, location)
    this.#nodes[parent * WIDTH + RECENT] = node
    return node
  }

  #add(parent: number, location: number): number {
    if (WIDTH * (this.#length + 1) > this.#nodes.length) {
      const larger = new Int32Array(2 * this.#nodes.length)
      larger.set(this.#nodes)
      this.#nodes = larger
    }
    const node = this.#length++
    const at = node * WIDTH
    this.#nodes[at + PARENT] = parent
    this.#nodes[at + LOCATION] = location
    this.#nodes[at + RECENT] = -1
    this.#nodes[at + STACK] = this.#grow(this.#nodes[parent * WIDTH + STACK]!, location)
    this.#children.set(parent, location, node)
    return node
  }

  /** Puts the frames of a location on top of a stack. */
  #grow(below: number, location: number): number {
    const { starts, frames } = this.#locations
    const { stacks } = this.#shared
    let stack = below
    for (let i = starts[location]!; i < starts[location + 1]!; i++) {
      if (this.#isPlain) {
        stacks.columns.prefix.push(stack)
        stacks.columns.frame.push(frames[i]!)
        stack = stacks.length - 1
      } else stack = this.#shared.stack(stack, frames[i]!)
    }
    assertStackCount(this.#format, stacks.length)
    return stack
  }
}

function beginDifferently({ starts, frames }: Locations): boolean {
  const first = new Set<number>()
  for (let i = 0; i + 1 < starts.length; i++) first.add(frames[starts[i]!]!)
  return first.size === starts.length - 1
}
