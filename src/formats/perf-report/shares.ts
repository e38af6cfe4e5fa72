import type { ReportRow, ReportSection } from './section.ts'

/** How the call graphs of a section are printed. */
export interface GraphForm {
  /** 'callee': the row's function first, its callers below; 'caller': the outermost first. */
  readonly order: 'callee' | 'caller'
  /** Whether shares are of the node above (`-g fractal`), not of the whole. */
  readonly isRelative: boolean
}

/** The form of a section's call graphs, by what their rows say: none of it is printed. */
export function graphFormOf({ rows }: ReportSection): GraphForm {
  let calleeVotes = 0
  let callerVotes = 0
  let isRelative = false
  for (const { nodes, symbol, self, children } of rows) {
    const base = (children ?? self)?.[0] ?? 0
    for (const node of nodes) if (node.isPercent && (node.share ?? 0) > base + 0.02) isRelative = true
    // Functions that called nothing show which end their chains begin at.
    const isLeaf = children === null || (self !== null && self[0] === children[0] && self[0]! > 0)
    if (!isLeaf || nodes.length < 2) continue
    if (nodes[0]!.name === symbol) calleeVotes++
    else callerVotes++
  }
  return {
    order: callerVotes >= calleeVotes && callerVotes > 0 ? 'caller' : calleeVotes > 0 ? 'callee' : 'caller',
    isRelative,
  }
}

/** The share of the whole, in percent, of each node below a row whose own is `base`. */
export function nodeShares(
  row: ReportRow,
  base: number,
  section: ReportSection & { isRelative: boolean },
): Float64Array {
  const { nodes } = row
  const shares = new Float64Array(nodes.length)
  const samples = Number(section.samples)
  for (const [i, { parent, share, isPercent }] of nodes.entries()) {
    const above = parent === -1 ? base : shares[parent]!
    if (share === null) shares[i] = above
    else if (!isPercent)
      shares[i] = (100 * share) / (share <= samples ? samples : (section.eventCount ?? share))
    else shares[i] = section.isRelative ? (above * share) / 100 : share
  }
  return shares
}

/** What of each node's share no node below it has; what rounding leaves is nothing. */
export function ownShares(row: ReportRow, shares: Float64Array): Float64Array {
  const own = shares.slice()
  const hasBelow = new Uint8Array(own.length)
  for (const [i, { parent }] of row.nodes.entries()) {
    if (parent === -1) continue
    own[parent]! -= shares[i]!
    hasBelow[parent] = 1
  }
  for (let i = 0; i < own.length; i++) if (hasBelow[i] === 1) own[i] = remainder(own[i]!)
  return own
}

/** What is left of a share when printed ones are taken from it: they are rounded to hundredths. */
export function remainder(share: number): number {
  const rounded = Math.round(100 * share) / 100
  return rounded > 0.02 ? rounded : 0
}
