/** Which rows of a call graph lie on a cycle with others. */
export interface Cycles {
  /** Per row the number of its strongly connected component; rows alone have one of their own. */
  readonly component: Int32Array
  /** Per component the number of its rows. */
  readonly size: Int32Array
}

/** Finds the strongly connected components of a graph of `rows` rows. O(rows + edges), without recursion.
 *  Source: Tarjan, SIAM J. Comput. 1972. */
export function findCycles(rows: number, caller: Int32Array, callee: Int32Array): Cycles {
  const first = new Int32Array(rows + 1)
  for (const row of caller) first[row + 1]!++
  for (let row = 0; row < rows; row++) first[row + 1]! += first[row]!
  const next = first.slice(0, rows)
  const targets = new Int32Array(caller.length)
  for (let edge = 0; edge < caller.length; edge++) targets[next[caller[edge]!]!++] = callee[edge]!
  for (let row = 0; row < rows; row++) next[row] = first[row]!

  const component = new Int32Array(rows).fill(-1)
  const order = new Int32Array(rows).fill(-1)
  const low = new Int32Array(rows)
  const parent = new Int32Array(rows).fill(-1)
  const open: number[] = []
  const sizes: number[] = []
  let visited = 0
  for (let root = 0; root < rows; root++) {
    if (order[root] !== -1) continue
    for (let row = root; row !== -1; ) {
      if (order[row] === -1) {
        order[row] = visited
        low[row] = visited++
        open.push(row)
      }
      if (next[row]! < first[row + 1]!) {
        const target = targets[next[row]!++]!
        if (order[target] === -1) {
          parent[target] = row
          row = target
        } else if (component[target] === -1) {
          low[row] = Math.min(low[row]!, order[target]!)
        }
        continue
      }
      if (low[row] === order[row]) sizes.push(closeComponent(open, row, { component, number: sizes.length }))
      const back = parent[row]!
      if (back !== -1) low[back] = Math.min(low[back]!, low[row]!)
      row = back
    }
  }
  return { component, size: Int32Array.from(sizes) }
}

function closeComponent(
  open: number[],
  row: number,
  { component, number }: { component: Int32Array; number: number },
): number {
  let size = 0
  for (let member = -1; member !== row; size++) {
    member = open.pop()!
    component[member] = number
  }
  return size
}
