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
  const rowOf = new Int32Array(stats.file.length).fill(-1)
  const func = new Int32Array(rowOf.length)
  const textOf = decoder(stats)
  let length = 0
  const addRow = (index: number) => {
    func[length] = addFunc(shared, stats, { func: index, textOf })
    rowOf[index] = length++
  }
  for (const entry of stats.entries) addRow(entry)
  for (let index = 0; index < rowOf.length; index++) if (rowOf[index] === -1) addRow(index)
  const figure = (which: number, unknown: number) => every4th(stats.figures, which, { length, unknown })
  const rows = { length, func, primitiveCalls: figure(0, Number.NaN), calls: figure(1, Number.NaN) }
  const calls = { valueTypes, rows, self: [figure(2, 0)], total: [figure(3, 0)], ...edgesOf(stats, rowOf) }
  return { shared, calls }
}

/** The calls between rows. */
function edgesOf(
  { callers, callees, calls }: UsualStats,
  rowOf: Int32Array,
): Pick<CallsPart, 'edges' | 'edgeSelf' | 'edgeTotal'> {
  const { length } = callers
  const figure = (which: number) => every4th(calls, which, { length, unknown: Number.NaN })
  const edges = {
    length,
    caller: callers.map(func => rowOf[func]!),
    callee: callees.map(func => rowOf[func]!),
    calls: figure(0),
    primitiveCalls: figure(1),
    line: new Int32Array(length).fill(-1),
  }
  return { edges, edgeSelf: [figure(2)], edgeTotal: [figure(3)] }
}

/** Every fourth number from one on, as a column of a length; `unknown` where there are no more. */
function every4th(
  numbers: Float64Array,
  first: number,
  { length, unknown }: { length: number; unknown: number },
): Float64Array {
  const column = new Float64Array(length)
  const known = numbers.length / 4
  for (let i = 0; i < known; i++) column[i] = numbers[4 * i + first]!
  return column.fill(unknown, known)
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
