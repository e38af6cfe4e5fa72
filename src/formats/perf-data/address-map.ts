/** A file, or a part of one, in an address space. */
export interface Mapping {
  readonly start: bigint
  /** First address after it. */
  readonly end: bigint
  /** Offset in the file of its start. */
  readonly offset: bigint
  /** Path as recorded. */
  readonly path: string
  /** Build id in hexadecimal, null where the record does not say. */
  readonly buildId: string | null
  /** What all of it is called where the kernel says so (BPF programs, trampolines); null otherwise. */
  readonly symbol: string | null
}

interface Node {
  readonly mapping: Mapping
  readonly priority: number
  readonly left: Node | null
  readonly right: Node | null
}

/**
 * The mappings of an address space, none over another. It is never changed: a new mapping gives a new map that shares what
 * it can with the old one, so that a forked process costs nothing. (A treap; all is O(log n) expected.)
 */
export type AddressMap = Node | null

/** The mapping that holds an address, null when there is none. */
export function findMapping(map: AddressMap, address: bigint): Mapping | null {
  let best: Mapping | null = null
  for (let node = map; node !== null; ) {
    if (node.mapping.start <= address) {
      best = node.mapping
      node = node.right
    } else node = node.left
  }
  return best !== null && address < best.end ? best : null
}

/** The map with a mapping over whatever was there. */
export function withMapping(map: AddressMap, mapping: Mapping): AddressMap {
  const [below, above] = cut(map, mapping.start, mapping.end)
  return join(join(below, leaf(mapping)), above)
}

/** The map with nothing in `[start, end)`. */
export function withoutRange(map: AddressMap, start: bigint, end: bigint): AddressMap {
  const [below, above] = cut(map, start, end)
  return join(below, above)
}

/** What lies below `start` and what lies from `end` on; a mapping that reaches over a border is cut there. */
function cut(map: AddressMap, start: bigint, end: bigint): [AddressMap, AddressMap] {
  let [below, rest] = split(map, start)
  let [, above] = split(rest, end)
  const [inside] = split(rest, end)
  const last = lastOf(inside)
  const before = lastOf(below)
  if (last !== null && last.end > end) above = join(leaf(partFrom(last, end)), above)
  if (before !== null && before.end > start) {
    below = join(split(below, before.start)[0], leaf({ ...before, end: start }))
    if (before.end > end) above = join(leaf(partFrom(before, end)), above)
  }
  return [below, above]
}

function partFrom(mapping: Mapping, start: bigint): Mapping {
  return { ...mapping, start, offset: mapping.offset + (start - mapping.start) }
}

/** The order of priorities must not be foreseeable, or a file could make the tree deep. */
function leaf(mapping: Mapping): Node {
  return { mapping, priority: Math.random(), left: null, right: null }
}

function lastOf(map: AddressMap): Mapping | null {
  let node = map
  while (node !== null && node.right !== null) node = node.right
  return node?.mapping ?? null
}

/** The mappings that start below `key`, and the others. */
function split(node: AddressMap, key: bigint): [AddressMap, AddressMap] {
  if (node === null) return [null, null]
  if (node.mapping.start < key) {
    const [low, high] = split(node.right, key)
    return [{ ...node, right: low }, high]
  }
  const [low, high] = split(node.left, key)
  return [low, { ...node, left: high }]
}

/** All of `low` starts below all of `high`. */
function join(low: AddressMap, high: AddressMap): AddressMap {
  if (low === null) return high
  if (high === null) return low
  if (low.priority > high.priority) return { ...low, right: join(low.right, high) }
  return { ...high, left: join(low, high.left) }
}
