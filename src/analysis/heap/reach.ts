import type { HeapGraph } from './heap-graph.ts'

/** All that objects reach by references, themselves with it: a byte an object of the graph, 1 where reached. Objects whose byte in
 *  `wall` is not 0 are neither met nor gone through, unless they are among `from`. O(objects + references), nothing recurses. */
export function reachFrom(
  { length, start, to }: HeapGraph,
  from: Iterable<number>,
  wall: Uint8Array | null = null,
): Uint8Array {
  const isReached = new Uint8Array(length)
  const open = new Int32Array(length)
  let [at, end] = [0, 0]
  for (const object of from) {
    if (isReached[object] === 1) continue
    isReached[object] = 1
    open[end++] = object
  }
  while (at < end) {
    const object = open[at++]!
    for (let r = start[object]!; r < start[object + 1]!; r++) {
      const next = to[r]!
      if (isReached[next] === 1 || (wall !== null && wall[next] === 1)) continue
      isReached[next] = 1
      open[end++] = next
    }
  }
  return isReached
}
