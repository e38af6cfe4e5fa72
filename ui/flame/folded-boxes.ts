import { layoutFlame } from '../../src/analysis/tree/flame-layout.ts'
import type { CallTreeAnswer } from '../../src/query/tree/call-tree.ts'
import { type Boxes, boxesOfTree } from './boxes.ts'

/** A call tree of which callees are left out. */
type LeftOutTree = CallTreeAnswer & Required<Pick<CallTreeAnswer, 'leftOut' | 'leftOutRoots'>>

/** The flame graph of a call tree, whether callees are left out of it or not. O(nodes). */
export function boxesOfFlame(tree: CallTreeAnswer): Boxes {
  const { leftOut, leftOutRoots } = tree
  if (leftOut === undefined || leftOutRoots === undefined) return boxesOfTree(tree)
  return boxesOfFolded({ ...tree, leftOut, leftOutRoots })
}

/**
 * The flame graph of a call tree of which callees are left out: those of one caller share a box without a func after the others, for
 * it is where they would stand. O(nodes).
 */
function boxesOfFolded(tree: LeftOutTree): Boxes {
  const { x0, x1, rowStart: nodeStart, depths } = layoutFlame(tree, tree.total)
  const { leftOut, leftOutRoots } = tree
  const callers = leftOut.reduce((sum, count) => sum + (count > 0 ? 1 : 0), leftOutRoots > 0 ? 1 : 0)
  const length = tree.length + callers
  const boxes = {
    from: new Float64Array(length),
    to: new Float64Array(length),
    func: new Int32Array(length),
    self: new Float64Array(length),
    count: new Int32Array(length),
  }
  const rowStart = new Int32Array(depths + 2)
  let box = 0
  const add = (
    from: number,
    to: number,
    { func, self, count }: { func: number; self: number; count: number },
  ) => {
    boxes.from[box] = from
    boxes.to[box] = to
    boxes.func[box] = func
    boxes.self[box] = self
    boxes.count[box++] = count
  }
  /** The callees of a caller (-1: the roots) that begin with a node, then what is left out; the node after them. */
  const addCallees = (caller: number, first: number): number => {
    let node = first
    let edge = caller === -1 ? 0 : x0[caller]!
    for (; node < tree.length && tree.prefix[node] === caller; node++) {
      add(x0[node]!, x1[node]!, { func: tree.func[node]!, self: tree.self[node]! / tree.total, count: 0 })
      edge = x1[node]!
    }
    const count = caller === -1 ? leftOutRoots : leftOut[caller]!
    // What a caller cost itself stands at its right.
    const end = caller === -1 ? 1 : x1[caller]! - tree.self[caller]! / tree.total
    if (count > 0) add(edge, Math.max(edge, end), { func: -1, self: 0, count })
    return node
  }
  let node = addCallees(-1, 0)
  for (let depth = 0; depth < depths; depth++) {
    rowStart[depth + 1] = box
    for (let caller = nodeStart[depth]!; caller < nodeStart[depth + 1]!; caller++)
      node = addCallees(caller, node)
  }
  rowStart[depths + 1] = box
  const rows = box > rowStart[depths]! ? depths + 1 : depths
  const whole = tree.whole === undefined ? 1 : tree.whole / tree.total
  return {
    length,
    rows,
    rowStart: rowStart.slice(0, rows + 1),
    centre: -1,
    start: 0,
    end: 1,
    whole,
    ...boxes,
  }
}
