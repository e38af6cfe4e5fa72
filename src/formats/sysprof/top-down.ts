/**
 * Orders nodes so that parents stand before their children, by ids and the ids of parents ('0' and '' none). Nodes that are
 * below themselves are left out of the order; those whose parent there is not are roots, and counted. O(nodes).
 */
export function topDown(
  ids: readonly string[],
  parents: readonly string[],
): { order: number[]; parent: Int32Array; orphans: number } {
  const indexOf = new Map(ids.map((id, i) => [id, i]))
  const parent = new Int32Array(ids.length).fill(-1)
  const firstChild = new Int32Array(ids.length).fill(-1)
  const sibling = new Int32Array(ids.length).fill(-1)
  const order: number[] = []
  let orphans = 0
  for (let i = ids.length - 1; i >= 0; i--) {
    const id = parents[i]!
    if (id === '' || id === '0') continue
    const found = indexOf.get(id)
    if (found === undefined) {
      orphans++
      continue
    }
    parent[i] = found
    sibling[i] = firstChild[found]!
    firstChild[found] = i
  }
  for (let i = 0; i < ids.length; i++) if (parent[i] === -1) order.push(i)
  for (let at = 0; at < order.length; at++) {
    for (let child = firstChild[order[at]!]!; child !== -1; child = sibling[child]!) order.push(child)
  }
  return { order, parent, orphans }
}
