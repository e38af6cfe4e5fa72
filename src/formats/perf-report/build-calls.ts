import { addTo } from '../../base/growable.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { CallsPart, ValueType } from '../../model/recording.ts'
import type { ReportFuncs } from './funcs.ts'
import type { ReportRow, ReportSection } from './section.ts'
import { type GraphForm, nodeShares } from './shares.ts'

/** Shares of a table of self and children, in percent and in what the event counts. */
export interface CallShares {
  readonly valueTypes: readonly ValueType[]
  /** What a hundredth of the whole is worth in each value type; 1 for shares themselves. */
  readonly scales: readonly number[]
  /** The index of the percentage a value type is made of. */
  readonly columns: readonly number[]
}

/**
 * The functions of a report that knows self and children. The nodes right below a row's function in its own call graph are
 * all its callees (or callers): they are the edges.
 */
export function buildCalls(
  section: ReportSection,
  { funcs, form, shares }: { funcs: ReportFuncs; form: GraphForm; shares: CallShares },
): CallsPart {
  const builder = new CallsBuilder(shares.valueTypes)
  const { columns, scales } = shares
  const largest = new Map<string, number>()
  for (const row of section.rows) {
    const own = builder.row(funcs.ofRow(row))
    for (const [k, column] of columns.entries()) {
      const self = row.self?.[column] ?? 0
      const total = row.children?.[column] ?? self
      const exact = k > 0 && row.period !== null ? row.period : self * scales[k]!
      builder.self[k]!.set(own, builder.self[k]!.get(own) + exact)
      // Rows of one function and thread differ by source line or the like: their totals overlap, the largest holds most.
      const key = `${k} ${own} ${row.command} ${row.pid} ${row.tid}`
      const before = largest.get(key) ?? 0
      if (total <= before) continue
      largest.set(key, total)
      builder.total[k]!.set(own, builder.total[k]!.get(own) + (total - before) * scales[k]!)
    }
  }
  for (const row of section.rows) addEdges(builder, row, { section, funcs, form, shares })
  return builder.finish()
}

function addEdges(
  builder: CallsBuilder,
  row: ReportRow,
  {
    section,
    funcs,
    form,
    shares,
  }: { section: ReportSection; funcs: ReportFuncs; form: GraphForm; shares: CallShares },
): void {
  const { nodes } = row
  if (nodes.length < 2) return
  const own = builder.row(funcs.ofRow(row))
  const values = nodeShares(row, row.children?.[0] ?? 0, { form, section })
  for (const [i, node] of nodes.entries()) {
    const top = node.parent === -1 ? undefined : nodes[node.parent]
    if (top === undefined || top.parent !== -1 || top.name !== row.symbol) continue
    const other = builder.row(funcs.ofNode(node.name))
    const edge = form.order === 'caller' ? builder.edge(own, other) : builder.edge(other, own)
    for (const [k, scale] of shares.scales.entries()) {
      // Call graphs say the share of a group's first event only; samples (`-g count`) are no share of what they stand for.
      if (shares.columns[k] !== 0 || form.unit === 'count') continue
      addTo(builder.edgeTotal[k]!, edge, values[i]! * scale)
    }
  }
}
