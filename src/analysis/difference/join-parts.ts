import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import { concatTables } from '../../model/concat-tables.ts'
import type { CallsPart, LinesPart, StacksPart, ValueType } from '../../model/recording.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { CALL_EDGES, CALL_ROWS, LINE_ROWS, SAMPLES } from '../../model/tables.ts'
import type { JoinedShared } from './join-shared.ts'
import { BASE_CALLS, BASE_HITS, type ValuePair } from './value-pairs.ts'

/** A part of a recording, the same part of its base, and what both measure. */
export interface PartInput<P> {
  readonly own: P
  readonly base: P
  readonly pairs: readonly ValuePair[]
}

function baseTypes(own: readonly ValueType[], pairs: readonly ValuePair[]): ValueType[] {
  return pairs.map(pair => ({ ...own[pair.own]!, base: { scale: 1 } }))
}

function counts(name: string): ValueType {
  return { name, unit: 'count', kind: 'sum', precision: 'exact', base: { scale: 1 } }
}

/** The samples of the recording, which weigh nothing for the base, and those of the base, which weigh nothing for it. */
export function joinStacksParts({ own, base, pairs }: PartInput<StacksPart>, into: JoinedShared): StacksPart {
  const { stack, thread, time, state, wait, flags, labels, length } = base.samples
  const moved = tableBuilder(SAMPLES)
  const { columns } = moved
  for (let i = 0; i < length; i++) {
    columns.stack.push(stack[i] === -1 ? -1 : into.stacks[stack[i]!]!)
    columns.thread.push(thread[i] === -1 ? -1 : into.threads[thread[i]!]!)
    columns.time.push(time[i]!)
    columns.state.push(state[i]!)
    columns.wait.push(into.strings(wait[i]!))
    columns.flags.push(flags[i]!)
    columns.labels.push(labels[i] === -1 ? -1 : into.labelSets + labels[i]!)
  }
  const first = own.samples.length
  const ownWeights = own.weights.map(column => behind(column, new Float64Array(length)))
  const baseWeights = pairs.map(pair =>
    behind(new Float64Array(first), scaled(base.weights[pair.base]!, pair.factor)),
  )
  return {
    valueTypes: [...own.valueTypes, ...baseTypes(own.valueTypes, pairs)],
    defaultValueType: own.defaultValueType,
    samples: concatTables(SAMPLES, own.samples, moved.finish()),
    weights: [...ownWeights, ...baseWeights],
    isTimed: false,
  }
}

/** The union of two call graphs. Numbers of calls of the base are the value type {@link BASE_CALLS}: `self` is all calls,
 *  `total` those that are not recursive. What one of the two does not have at all costs nothing there. */
export function joinCallsParts({ own, base, pairs }: PartInput<CallsPart>, into: JoinedShared): CallsPart {
  const types = own.valueTypes.length
  const all = [...own.valueTypes, ...baseTypes(own.valueTypes, pairs), counts(BASE_CALLS)]
  const rows = tableBuilder(CALL_ROWS)
  const edges = tableBuilder(CALL_EDGES)
  const table = () => all.map(() => growableFloat64())
  const [self, total, edgeSelf, edgeTotal] = [table(), table(), table(), table()]
  const rowOfFunc = new Map<number, number>()
  for (let row = 0; row < own.rows.length; row++) {
    const { func, calls, primitiveCalls } = own.rows
    if (!rowOfFunc.has(func[row]!)) rowOfFunc.set(func[row]!, row)
    rows.add({ func: func[row]!, calls: calls[row]!, primitiveCalls: primitiveCalls[row]! })
    for (let k = 0; k < all.length; k++) {
      self[k]!.push(k < types ? own.self[k]![row]! : 0)
      total[k]!.push(k < types ? own.total[k]![row]! : 0)
    }
  }
  const noCalls = own.rows.calls.some(calls => !Number.isNaN(calls)) ? 0 : Number.NaN
  const rowOf = new Int32Array(base.rows.length)
  for (let i = 0; i < rowOf.length; i++) {
    const func = into.funcs[base.rows.func[i]!]!
    let row = rowOfFunc.get(func)
    if (row === undefined) {
      row = rows.add({ func, calls: noCalls, primitiveCalls: noCalls })
      rowOfFunc.set(func, row)
      for (let k = 0; k < all.length; k++) {
        self[k]!.push(0)
        total[k]!.push(0)
      }
    }
    rowOf[i] = row
    for (const [p, pair] of pairs.entries()) {
      add(self[types + p]!, row, pair.factor * base.self[pair.base]![i]!)
      add(total[types + p]!, row, pair.factor * base.total[pair.base]![i]!)
    }
    add(self.at(-1)!, row, base.rows.calls[i]!)
    add(total.at(-1)!, row, base.rows.primitiveCalls[i]!)
  }
  // Calls between two functions may stand on several lines: the n-th of the base is the n-th of the recording.
  const firstOf = new PairMap(own.edges.length)
  const next = growableInt32()
  const isTaken: boolean[] = []
  const link = (caller: number, callee: number, edge: number) => {
    next.push(firstOf.get(caller, callee))
    firstOf.set(caller, callee, edge)
    isTaken.push(false)
  }
  for (let edge = own.edges.length - 1; edge >= 0; edge--) {
    next.push(-1)
    isTaken.push(false)
  }
  for (let edge = own.edges.length - 1; edge >= 0; edge--) {
    const [caller, callee] = [own.edges.caller[edge]!, own.edges.callee[edge]!]
    next.set(edge, firstOf.get(caller, callee))
    firstOf.set(caller, callee, edge)
  }
  for (let edge = 0; edge < own.edges.length; edge++) {
    const { caller, callee, calls, primitiveCalls, line } = own.edges
    edges.add({
      ...{ caller: caller[edge]!, callee: callee[edge]!, line: line[edge]! },
      ...{ calls: calls[edge]!, primitiveCalls: primitiveCalls[edge]! },
    })
    for (let k = 0; k < all.length; k++) {
      edgeSelf[k]!.push(k < types ? own.edgeSelf[k]![edge]! : 0)
      edgeTotal[k]!.push(k < types ? own.edgeTotal[k]![edge]! : 0)
    }
  }
  for (let i = 0; i < base.edges.length; i++) {
    const [caller, callee] = [rowOf[base.edges.caller[i]!]!, rowOf[base.edges.callee[i]!]!]
    const first = firstOf.get(caller, callee)
    let edge = first
    while (edge !== -1 && isTaken[edge] === true) edge = next.get(edge)
    if (edge === -1) edge = first
    if (edge === -1) {
      edge = edges.add({ caller, callee, calls: noCalls, primitiveCalls: noCalls })
      link(caller, callee, edge)
      for (let k = 0; k < all.length; k++) {
        edgeSelf[k]!.push(0)
        edgeTotal[k]!.push(0)
      }
    }
    isTaken[edge] = true
    for (const [p, pair] of pairs.entries()) {
      add(edgeSelf[types + p]!, edge, pair.factor * base.edgeSelf[pair.base]![i]!)
      add(edgeTotal[types + p]!, edge, pair.factor * base.edgeTotal[pair.base]![i]!)
    }
    add(edgeSelf.at(-1)!, edge, base.edges.calls[i]!)
    add(edgeTotal.at(-1)!, edge, base.edges.primitiveCalls[i]!)
  }
  return {
    valueTypes: all,
    rows: rows.finish(),
    edges: edges.finish(),
    self: self.map(column => column.finish()),
    total: total.map(column => column.finish()),
    edgeSelf: edgeSelf.map(column => column.finish()),
    edgeTotal: edgeTotal.map(column => column.finish()),
  }
}

/** The lines of the recording and those of the base where they are now; hits of the base are {@link BASE_HITS}. */
export function joinLinesParts({ own, base, pairs }: PartInput<LinesPart>, into: JoinedShared): LinesPart {
  const { source, line, func, length } = base.rows
  const moved = tableBuilder(LINE_ROWS)
  for (let i = 0; i < length; i++) {
    moved.add({
      source: into.sources[source[i]!]!,
      line: into.lineOf(source[i]!, func[i]!, line[i]!),
      func: func[i] === -1 ? -1 : into.funcs[func[i]!]!,
    })
  }
  const nothing = () => new Float64Array(own.rows.length)
  const columns = (ours: readonly Float64Array[], theirs: readonly Float64Array[], last: Float64Array) => [
    ...ours.map(column => behind(column, new Float64Array(length))),
    ...pairs.map(pair => behind(nothing(), scaled(theirs[pair.base]!, pair.factor))),
    behind(nothing(), last),
  ]
  return {
    valueTypes: [...own.valueTypes, ...baseTypes(own.valueTypes, pairs), counts(BASE_HITS)],
    rows: concatTables(LINE_ROWS, own.rows, moved.finish()),
    values: columns(own.values, base.values, base.rows.hits),
    ...(own.called === undefined || base.called === undefined
      ? {}
      : { called: columns(own.called, base.called, new Float64Array(length)) }),
  }
}

function add(
  column: { get(i: number): number; set(i: number, value: number): void },
  row: number,
  value: number,
) {
  column.set(row, column.get(row) + value)
}

function scaled(values: Float64Array, factor: number): Float64Array {
  return factor === 1 ? values : values.map(value => factor * value)
}

function behind(first: Float64Array, second: Float64Array): Float64Array {
  const joined = new Float64Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}
