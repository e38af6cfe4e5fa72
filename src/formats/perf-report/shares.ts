import type { ReportRow, ReportSection } from './section.ts'

/** How the call graphs of a section are printed. */
export interface GraphForm {
  /** 'callee': the row's function first, its callers below; 'caller': the outermost first. */
  readonly order: 'callee' | 'caller'
  /** What the numbers are: percent of the whole, of the node above (`-g fractal`), what the event counts, or samples. */
  readonly unit: 'percent' | 'relative' | 'period' | 'count'
}

/** The form of a section's call graphs, by what their rows say: none of it is printed. */
export function graphFormOf(section: ReportSection): GraphForm {
  let calleeVotes = 0
  let callerVotes = 0
  for (const { nodes, symbol, self, children } of section.rows) {
    // Functions that called nothing show which end their chains begin at.
    const isLeaf = children === null || (self !== null && self[0] === children[0] && self[0]! > 0)
    if (!isLeaf || nodes.length < 2) continue
    if (nodes[0]!.name === symbol) calleeVotes++
    else callerVotes++
  }
  // Before there were children the order was the callee's.
  const isOld = calleeVotes === callerVotes && section.rows.every(({ children }) => children === null)
  return { order: calleeVotes > callerVotes || isOld ? 'callee' : 'caller', unit: unitOf(section) }
}

function unitOf({ rows, samples, eventCount }: ReportSection): GraphForm['unit'] {
  let isRelative = false
  let periodError = 0
  let countError = 0
  for (const { nodes, self, children } of rows) {
    const base = (children ?? self)?.[0] ?? 0
    let largest = 0
    for (const { share, isPercent } of nodes) {
      if (isPercent && (share ?? 0) > base + 0.02) isRelative = true
      if (!isPercent) largest = Math.max(largest, share!)
    }
    if (largest === 0 || base === 0) continue
    periodError += Math.abs(Math.log((largest * 100) / (base * (eventCount ?? 1))))
    countError += Math.abs(Math.log((largest * 100) / (base * (Number.parseFloat(samples) || 1))))
  }
  if (isRelative) return 'relative'
  if (periodError === 0 && countError === 0) return 'percent'
  return periodError <= countError ? 'period' : 'count'
}

/** The share of the whole, in percent, of each node below a row whose own is `base`. Numbers of samples are taken for parts
 *  of the row's. */
export function nodeShares(
  row: ReportRow,
  base: number,
  { form, section }: { form: GraphForm; section: ReportSection },
): Float64Array {
  const { nodes } = row
  const shares = new Float64Array(nodes.length)
  const samples = row.samples ?? (base * (Number.parseFloat(section.samples) || 1)) / 100
  for (const [i, { parent, share }] of nodes.entries()) {
    const above = parent === -1 ? base : shares[parent]!
    if (share === null) shares[i] = above
    else if (form.unit === 'percent') shares[i] = share
    else if (form.unit === 'relative') shares[i] = (above * share) / 100
    else if (form.unit === 'period') shares[i] = (100 * share) / (section.eventCount ?? share)
    else shares[i] = Math.min(above, samples === 0 ? 0 : (base * share) / samples)
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
