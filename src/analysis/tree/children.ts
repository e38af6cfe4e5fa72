/** The children of every node of a prefix tree, side by side. */
export interface Children {
  /** `length + 2` offsets into `child`: the children of node i are `child[start[i + 1]] … child[start[i + 2] - 1]`, the
   *  roots (children of -1) `child[0] … child[start[1] - 1]`. */
  readonly start: Int32Array
  /** Node indexes; the children of one node in rising order. */
  readonly child: Int32Array
}

/** Lists the children of each node of a tree given by its parent column (-1 at a root). Nodes whose byte in `isUsed` is 0
 *  are left out. O(nodes), 8 B a node. */
export function computeChildren(prefix: Int32Array, isUsed: Uint8Array | null = null): Children {
  const length = prefix.length
  const start = new Int32Array(length + 2)
  let used = 0
  for (let i = 0; i < length; i++) {
    if (isUsed !== null && isUsed[i] === 0) continue
    start[prefix[i]! + 2]!++
    used++
  }
  for (let i = 1; i < start.length; i++) start[i]! += start[i - 1]!
  const child = new Int32Array(used)
  const next = start.slice(0, length + 1)
  for (let i = 0; i < length; i++) {
    if (isUsed !== null && isUsed[i] === 0) continue
    child[next[prefix[i]! + 1]!++] = i
  }
  return { start, child }
}
