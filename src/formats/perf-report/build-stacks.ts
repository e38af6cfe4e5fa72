import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { CallShares } from './build-calls.ts'
import type { ReportFuncs } from './funcs.ts'
import type { ReportRow, ReportSection } from './section.ts'
import { type GraphForm, nodeShares, ownShares, remainder } from './shares.ts'

/** What a report without children is read with. */
export interface StacksContext {
  readonly format: string
  readonly shared: SharedBuilder
  readonly funcs: ReportFuncs
  readonly form: GraphForm
  readonly shares: CallShares
  /** Whether the last value type is the number of samples. */
  readonly hasSamples: boolean
}

/** The stacks of a report without children: its rows are leaves, and the call graphs below them say how they were reached. */
export function buildStacks(section: ReportSection, context: StacksContext): StacksPart {
  const { shared, funcs, shares } = context
  const builder = new StacksBuilder(
    shares.valueTypes,
    context.hasSamples ? shares.valueTypes.length - 2 : shares.valueTypes.length - 1,
  )
  const threads = new Map<string, number>()
  for (const row of section.rows) {
    const base = row.self?.[0] ?? 0
    const thread = threadOf(row, shared, threads)
    const line = Number(/:(\d{1,9})$/.exec(row.place)?.[1] ?? -1)
    const leaf = shared.plainFrame(funcs.ofRow(row), line > 0 ? line : -1)
    const add = (stack: number, share: number) => {
      builder.add({ stack, thread }, weightsOf(row, { share, base, context }))
    }
    const values = nodeShares(row, base, { form: context.form, section })
    const own = ownShares(row, values)
    let above = base
    for (const [i, node] of row.nodes.entries()) {
      if (node.parent === -1) above -= values[i]!
      if (own[i]! > 0) add(stackOf(row, i, { leaf, context }), own[i]!)
    }
    if (row.nodes.length === 0 || remainder(above) > 0) {
      add(shared.stack(-1, leaf), row.nodes.length === 0 ? base : remainder(above))
    }
  }
  return builder.finish(false)
}

function weightsOf(
  row: ReportRow,
  { share, base, context }: { share: number; base: number; context: StacksContext },
): number[] {
  const { columns, scales, valueTypes } = context.shares
  const part = base === 0 ? (row.nodes.length === 0 ? 1 : 0) : share / base
  return valueTypes.map((_, k) => {
    if (context.hasSamples && k === valueTypes.length - 1) return row.samples ?? 0
    const column = columns[k]!
    if (column === 0) return k > 0 && row.period !== null ? row.period * part : share * scales[k]!
    // The other events of a group: their shares are known for the row, not for its call graph.
    return (row.self?.[column] ?? 0) * part * scales[k]!
  })
}

/** The stack that ends in the row's function and holds the nodes from the top to `node`. */
function stackOf(
  row: ReportRow,
  node: number,
  { leaf, context }: { leaf: number; context: StacksContext },
): number {
  const { shared, funcs, form, format } = context
  const path: number[] = []
  for (let at = node; at !== -1; at = row.nodes[at]!.parent) path.push(at)
  assertDepth(format, path.length)
  // From the outermost function to the row's own.
  if (form.order === 'caller') path.reverse()
  let stack = -1
  for (const [i, at] of path.entries()) {
    const { name } = row.nodes[at]!
    const isLeaf = i === path.length - 1 && name === row.symbol
    stack = shared.stack(stack, isLeaf ? leaf : shared.plainFrame(funcs.ofNode(name)))
  }
  const last = form.order === 'caller' ? path.at(-1)! : 0
  if (row.nodes[last]!.name !== row.symbol) stack = shared.stack(stack, leaf)
  assertStackCount(format, shared.stacks.length)
  return stack
}

function threadOf(
  { command, pid, tid }: ReportRow,
  shared: SharedBuilder,
  threads: Map<string, number>,
): number {
  if (command === '' && Number.isNaN(pid) && Number.isNaN(tid)) return -1
  const key = `${command}\0${pid}\0${tid}`
  let thread = threads.get(key)
  if (thread === undefined) {
    const process = Number.isNaN(pid)
      ? -1
      : shared.process({ pid, name: command === '' ? String(pid) : command })
    thread = shared.thread({ name: command === '' ? String(tid) : command, process, tid })
    threads.set(key, thread)
  }
  return thread
}
