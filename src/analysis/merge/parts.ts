import { PairMap } from '../../base/pair-map.ts'
import { CallsBuilder, LinesBuilder, StacksBuilder } from '../../model/part-builders.ts'
import type { CallsPart, LinesPart, StacksPart, ValueType } from '../../model/recording.ts'
import type { SharedMaps } from './shared.ts'

/** A part of one recording, and where its recording's rows went. */
export interface MergeInput<P> {
  readonly part: P
  readonly maps: SharedMaps
  /** Nanoseconds to add to the recording's times. */
  readonly shift: number
  /** For each value type of the result the index of that type here. */
  readonly typeOrder: readonly number[]
}

/** The samples of all, one recording's after another's. */
export function mergeStacks(
  inputs: readonly MergeInput<StacksPart>[],
  types: { valueTypes: readonly ValueType[]; defaultValueType: number },
): StacksPart {
  const builder = new StacksBuilder(types.valueTypes, types.defaultValueType)
  const { columns } = builder.samples
  for (const { part, maps, shift, typeOrder } of inputs) {
    const { stack, thread, time, state, wait, flags, labels, length } = part.samples
    for (let i = 0; i < length; i++) {
      columns.stack.push(stack[i] === -1 ? -1 : maps.stacks[stack[i]!]!)
      columns.thread.push(thread[i] === -1 ? maps.anyThread() : maps.threads[thread[i]!]!)
      columns.time.push(time[i]! + shift)
      columns.state.push(state[i]!)
      columns.wait.push(maps.strings(wait[i]!))
      columns.flags.push(flags[i]!)
      columns.labels.push(labels[i] === -1 ? -1 : maps.labelSets[labels[i]!]!)
    }
    for (const [k, from] of typeOrder.entries()) {
      for (const weight of part.weights[from]!) builder.weights[k]!.push(weight)
    }
  }
  return builder.finish(inputs.every(({ part }) => part.isTimed))
}

/** Adds call graphs up, func by func and edge by edge. What one of them does not know, the sum does not know. */
export function mergeCalls(
  inputs: readonly MergeInput<CallsPart>[],
  valueTypes: readonly ValueType[],
): CallsPart {
  const builder = new CallsBuilder(valueTypes)
  const { rows, edges } = builder
  for (const { part, maps, typeOrder } of inputs) {
    const rowOf = new Int32Array(part.rows.length)
    for (let i = 0; i < part.rows.length; i++) {
      const func = maps.funcs[part.rows.func[i]!]!
      const isNew = !builder.hasRow(func)
      const row = builder.row(func)
      rowOf[i] = row
      add(rows.columns.calls, row, part.rows.calls[i]!, isNew)
      add(rows.columns.primitiveCalls, row, part.rows.primitiveCalls[i]!, isNew)
      for (const [k, from] of typeOrder.entries()) {
        add(builder.self[k]!, row, part.self[from]![i]!, isNew)
        add(builder.total[k]!, row, part.total[from]![i]!, isNew)
      }
    }
    for (let i = 0; i < part.edges.length; i++) {
      const known = edges.length
      const edge = builder.edge(rowOf[part.edges.caller[i]!]!, rowOf[part.edges.callee[i]!]!)
      const isNew = edge === known
      add(edges.columns.calls, edge, part.edges.calls[i]!, isNew)
      add(edges.columns.primitiveCalls, edge, part.edges.primitiveCalls[i]!, isNew)
      const line = part.edges.line[i]!
      const before = edges.columns.line.get(edge)
      edges.columns.line.set(edge, isNew || before === line ? line : -1)
      for (const [k, from] of typeOrder.entries()) {
        add(builder.edgeSelf[k]!, edge, part.edgeSelf[from]![i]!, isNew)
        add(builder.edgeTotal[k]!, edge, part.edgeTotal[from]![i]!, isNew)
      }
    }
  }
  return builder.finish()
}

/** Adds the figures of lines up: one row a line of a func. */
export function mergeLines(
  inputs: readonly MergeInput<LinesPart>[],
  valueTypes: readonly ValueType[],
): LinesPart {
  const hasCalled = inputs.every(({ part }) => part.called !== undefined)
  const builder = new LinesBuilder(valueTypes, { hasCalled })
  const places = new PairMap()
  const rowOf = new PairMap()
  for (const { part, maps, typeOrder } of inputs) {
    const { source, line, func, hits, length } = part.rows
    for (let i = 0; i < length; i++) {
      const ownSource = maps.sources[source[i]!]!
      const ownFunc = func[i] === -1 ? -1 : maps.funcs[func[i]!]!
      let place = places.get(ownSource, line[i]!)
      if (place === -1) {
        place = places.size
        places.set(ownSource, line[i]!, place)
      }
      let row = rowOf.get(place, ownFunc)
      const isNew = row === -1
      if (isNew) {
        row = builder.add({ source: ownSource, line: line[i]!, func: ownFunc }, [])
        rowOf.set(place, ownFunc, row)
      }
      add(builder.rows.columns.hits, row, hits[i]!, isNew)
      for (const [k, from] of typeOrder.entries()) {
        add(builder.values[k]!, row, part.values[from]![i]!, isNew)
        if (builder.called !== null) add(builder.called[k]!, row, part.called![from]![i]!, isNew)
      }
    }
  }
  return builder.finish()
}

interface NumberColumn {
  get(index: number): number
  set(index: number, value: number): void
}

function add(column: NumberColumn, index: number, value: number, isNew: boolean): void {
  column.set(index, isNew ? value : column.get(index) + value)
}
