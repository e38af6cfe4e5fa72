import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import { StackChildren } from '../../model/stack-children.ts'
import { wholeOf } from '../totals/whole.ts'
import { type CallTree, orderCallTree, type RawCallTree } from '../tree/call-tree.ts'

/** How wide the boxes of a difference are: as the recording's costs, as its base's, or as the larger of both. */
export const WIDTHS = ['new', 'base', 'union'] as const
/** One of {@link WIDTHS}. */
export type Widths = (typeof WIDTHS)[number]

/** Both figures of the nodes of a united tree; columns have an entry a node, in the recording's unit and scale. */
export interface TreeDifference {
  readonly widths: Widths
  readonly self: Float64Array
  readonly totals: Float64Array
  readonly baseSelf: Float64Array
  readonly baseTotals: Float64Array
  /** Sums of the roots' totals. */
  readonly total: number
  readonly baseTotal: number
  /** What shares are of: the totals, or the sums of sizes where parts are below zero. */
  readonly whole: number
  readonly baseWhole: number
}

/** How two trees become one. */
export interface UniteOptions {
  /** What the base is multiplied by. */
  readonly scale: number
  readonly widths: Widths
  /** What shares of each side are of, the base's before it is scaled; by default those of its tree. */
  readonly wholes?: readonly [own: number, base: number]
}

/** A tree of all paths of two, drawn by `widths`: its `self` and `totals` are what boxes are as large as. */
export interface UnitedTree extends CallTree {
  readonly difference: TreeDifference
  /** Nodes that have no width because what ended in them is below zero. */
  readonly below: number
}

/**
 * All paths of a tree and of its base's. Nodes that have no width are left out: with the widths of one side, what only the
 * other has; and what is below zero, for with it a caller would be narrower than what it called. Figures are those of all.
 * O(nodes * log(siblings)).
 */
export function uniteTrees(
  own: CallTree,
  base: CallTree,
  { scale, widths, wholes = [wholeOfTree(own), wholeOfTree(base)] }: UniteOptions,
): UnitedTree {
  const raw = unite(own, base, scale)
  const width = new Float64Array(raw.length)
  let below = 0
  for (let node = 0; node < raw.length; node++) {
    const [now, before] = [raw.self[node]!, raw.baseSelf[node]!]
    const [most, least] =
      widths === 'new'
        ? [now, now]
        : widths === 'base'
          ? [before, before]
          : [Math.max(now, before), Math.min(now, before)]
    if (most > 0) width[node] = most
    else if (least < 0) below++
  }
  const place = new Int32Array(raw.length)
  const tree = orderCallTree({ ...raw, self: width }, place)
  const totals = totalsOf(raw, raw.self)
  const baseTotals = totalsOf(raw, raw.baseSelf)
  const difference = {
    widths,
    self: new Float64Array(tree.length),
    totals: new Float64Array(tree.length),
    baseSelf: new Float64Array(tree.length),
    baseTotals: new Float64Array(tree.length),
  }
  for (let node = 0; node < raw.length; node++) {
    const at = place[node]!
    if (at === -1) continue
    difference.self[at] = raw.self[node]!
    difference.totals[at] = totals[node]!
    difference.baseSelf[at] = raw.baseSelf[node]!
    difference.baseTotals[at] = baseTotals[node]!
  }
  return {
    ...tree,
    below,
    difference: {
      ...difference,
      ...{ total: own.total, baseTotal: scale * base.total },
      ...{ whole: wholes[0], baseWhole: scale * wholes[1] },
    },
  }
}

function wholeOfTree({ self, total }: CallTree): number {
  return self.some(value => value < 0) ? wholeOf(self) : total
}

/** The nodes of both, parents before children, with what ended in each. */
function unite(
  own: CallTree,
  base: CallTree,
  scale: number,
): RawCallTree & { readonly baseSelf: Float64Array } {
  const prefix = growableInt32()
  const func = growableInt32()
  const self = growableFloat64()
  const baseSelf = growableFloat64()
  const children = new StackChildren(func)
  for (const [tree, ownSelf, otherSelf, factor] of [
    [own, self, baseSelf, 1],
    [base, baseSelf, self, scale],
  ] as const) {
    const map = new Int32Array(tree.length)
    for (let i = 0; i < tree.length; i++) {
      const below = tree.prefix[i] === -1 ? -1 : map[tree.prefix[i]!]!
      let node = children.find(below, tree.func[i]!)
      if (node === -1) {
        node = func.length
        prefix.push(below)
        func.push(tree.func[i]!)
        ownSelf.push(0)
        otherSelf.push(0)
        children.add(below, tree.func[i]!, node)
      }
      ownSelf.set(node, ownSelf.get(node) + factor * tree.self[i]!)
      map[i] = node
    }
  }
  const { length } = func
  return {
    length,
    prefix: prefix.finish(),
    func: func.finish(),
    self: self.finish(),
    baseSelf: baseSelf.finish(),
  }
}

function totalsOf({ prefix }: RawCallTree, self: Float64Array): Float64Array {
  const totals = Float64Array.from(self)
  for (let node = totals.length - 1; node >= 0; node--) {
    if (prefix[node] !== -1) totals[prefix[node]!]! += totals[node]!
  }
  return totals
}
