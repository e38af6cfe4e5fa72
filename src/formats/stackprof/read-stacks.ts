import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { StackprofData } from './data.ts'

const FORMAT = 'stackprof'

interface StackContext {
  readonly shared: SharedBuilder
  readonly funcs: Map<number, number>
  readonly types: readonly ValueType[]
  readonly warnings: Warnings
}

/** Reads the raw stacks, one row a run of equal samples. `duration` is from the first sample to the last, null unknown. */
export function readStacks(
  data: StackprofData,
  context: StackContext,
): { part: StacksPart; duration: number | null } {
  const { shared, types, warnings } = context
  const raw = numbers(data.raw!, 'raw')
  const lines = data.rawLines !== null && data.rawLines.length === raw.length ? data.rawLines : null
  const times = timesOf(data)
  const part = new StacksBuilder(types)
  let sample = 0
  for (let at = 0; at < raw.length; ) {
    const depth = raw[at]!
    const end = at + 1 + depth
    if (!(depth >= 0 && Number.isInteger(depth) && end < raw.length)) {
      throw new FormatError(FORMAT, `raw[${at}]: expected the length of a stack, found ${depth}`)
    }
    assertDepth(FORMAT, depth)
    let stack = -1
    for (let i = at + 1; i < end; i++) stack = shared.stack(stack, frameOf(raw[i]!, lines?.[i], context))
    assertStackCount(FORMAT, shared.stacks.length)
    const count = raw[end]!
    const time = times === null ? Number.NaN : (times[sample] ?? Number.NaN)
    part.add(
      { stack, time },
      types.map(type => weightOf(type, count, data.interval)),
    )
    sample += Number.isInteger(count) && count > 0 ? count : 1
    at = end + 1
  }
  if (sample !== data.samples) {
    warnings.add('samples-differ', `The dump counts ${data.samples} samples and has stacks of ${sample}.`)
  }
  const isTimed = times !== null && times.length >= sample
  const last = isTimed ? (times.at(-1) ?? 0) : null
  return { part: part.finish(isTimed), duration: last }
}

function weightOf(type: ValueType, count: number, interval: number): number {
  if (type.name === 'samples') return count
  return type.unit === 'nanoseconds' ? count * interval * 1000 : count * interval
}

function frameOf(id: number, line: unknown, { shared, funcs, warnings }: StackContext): number {
  let func = funcs.get(id)
  if (func === undefined) {
    warnings.add('missing-frame', 'Stacks name frames that the dump does not describe.')
    func = shared.func({ name: `frame ${id}`, kind: FuncKind.unknown })
    funcs.set(id, func)
  }
  const isLine = typeof line === 'number' && Number.isInteger(line) && line > 0 && line <= 0x7fffffff
  return shared.plainFrame(func, isLine ? line : -1)
}

/** When each sample was taken, nanoseconds since the first; null where the dump does not say or its clock runs backwards. */
function timesOf({ timestamps, deltas }: StackprofData): Float64Array | null {
  const source = timestamps !== null && timestamps.length > 0 ? timestamps : deltas
  if (source === null || source.length === 0) return null
  const column = numbers(source, 'raw_timestamp_deltas')
  const isAbsolute = source === timestamps
  const times = new Float64Array(column.length)
  for (let i = 1; i < column.length; i++) {
    const step = isAbsolute ? column[i]! - column[i - 1]! : column[i]!
    if (!(step >= 0)) return null
    times[i] = times[i - 1]! + step * 1000
  }
  return times
}

function numbers(list: readonly unknown[], what: string): Float64Array {
  const column = new Float64Array(list.length)
  for (const [i, item] of list.entries()) {
    if (typeof item !== 'number') throw new FormatError(FORMAT, `${what}[${i}]: expected a number`)
    column[i] = item
  }
  return column
}
