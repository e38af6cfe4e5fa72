import { CallsBuilder } from '../../model/part-builders.ts'
import type { CallsPart, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { decodeText } from '../decoding/text/python-text.ts'
import type { UsualStats } from './read-usual.ts'

/** The tables of a profile. Rows come in the order of the file, before those that are only known as callers. */
export function partsOf(
  stats: UsualStats,
  valueTypes: readonly ValueType[],
): { shared: SharedBuilder; calls: CallsPart } {
  const shared = new SharedBuilder()
  const builder = new CallsBuilder(valueTypes)
  const { columns } = builder.rows
  const { entries, figures } = stats
  const rowOf = new Int32Array(stats.file.length).fill(-1)
  const textOf = decoder(stats)
  const addRow = (func: number) => {
    rowOf[func] = builder.rows.length
    columns.func.push(addFunc(shared, stats, { func, textOf }))
  }
  for (let i = 0; i < entries.length; i++) {
    addRow(entries[i]!)
    columns.primitiveCalls.push(figures[4 * i]!)
    columns.calls.push(figures[4 * i + 1]!)
    builder.self[0]!.push(figures[4 * i + 2]!)
    builder.total[0]!.push(figures[4 * i + 3]!)
  }
  for (let func = 0; func < rowOf.length; func++) {
    if (rowOf[func] !== -1) continue
    addRow(func)
    for (const column of [columns.primitiveCalls, columns.calls]) column.push(Number.NaN)
    for (const column of [builder.self[0]!, builder.total[0]!]) column.push(0)
  }
  return { shared, calls: { ...builder.finish(), ...edgesOf(stats, rowOf) } }
}

/** The calls between rows: as many as in the file, so that no column needs to grow. */
function edgesOf(
  { callers, callees, calls }: UsualStats,
  rowOf: Int32Array,
): Pick<CallsPart, 'edges' | 'edgeSelf' | 'edgeTotal'> {
  const figure = (which: number) => {
    const column = new Float64Array(callers.length)
    for (let i = 0; i < column.length; i++) column[i] = calls[4 * i + which]!
    return column
  }
  const edges = {
    length: callers.length,
    caller: callers.map(func => rowOf[func]!),
    callee: callees.map(func => rowOf[func]!),
    calls: figure(0),
    primitiveCalls: figure(1),
    line: new Int32Array(callers.length).fill(-1),
  }
  return { edges, edgeSelf: [figure(2)], edgeTotal: [figure(3)] }
}

/** Each text is decoded once. */
function decoder({ texts }: UsualStats): (text: number) => string {
  const decoded: (string | undefined)[] = []
  return text => {
    decoded[text] ??= decodeText(texts.bytes(text))
    return decoded[text]
  }
}

/** Adds a func, which no other row has: {@link UsualStats} tells them apart already. */
function addFunc(
  shared: SharedBuilder,
  { file, line, name }: UsualStats,
  { func, textOf }: { func: number; textOf: (text: number) => string },
): number {
  const path = textOf(file[func]!)
  const isBuiltin = path === '~' && line[func] === 0
  const { columns } = shared.funcs
  columns.name.push(shared.string(textOf(name[func]!)))
  columns.systemName.push(-1)
  columns.source.push(isBuiltin ? -1 : shared.source(path))
  columns.line.push(line[func]!)
  columns.lib.push(-1)
  columns.kind.push(isBuiltin ? FuncKind.builtin : FuncKind.python)
  return shared.funcs.length - 1
}
