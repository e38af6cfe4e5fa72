import type {
  CallsPart,
  LinesPart,
  Recording,
  StacksPart,
  Timeline,
  ValueType,
} from '../../model/recording.ts'
import { keepSamples } from '../transforms/stack-rewriter.ts'
import { baseCalls } from './base-calls.ts'
import { BASE_CALLS, BASE_HITS, baseNamed } from './value-pairs.ts'

/**
 * Takes a recording and the base that was put under it apart again, after transforms were done on both together: two recordings over
 * the same tables, that give the same answers when one is put under the other with no further scaling (`normalize` 'none'): the base is
 * brought to scale, and says so. `made` is what they were made of, for what the joined recording does not hold of each side; marks of the
 * base are left out. What the base measured and the recording did not is gone. O(size).
 */
export function splitSides(
  joined: Recording,
  made: { readonly own: Recording; readonly base: Recording },
): { readonly own: Recording; readonly base: Recording } {
  return { own: ownSide(joined, made.own), base: baseSide(joined, made.base) }
}

function ownSide(joined: Recording, made: Recording): Recording {
  const { stacks, calls, lines } = joined
  const isOwn = (type: ValueType) => type.base === undefined
  const side: Recording = {
    ...joined,
    calls: calls && callsOf(calls, isOwn),
    lines: lines && linesOf(lines, isOwn),
    counters: made.counters,
  }
  return stacks === null ? side : withStacks(side, stacksOf(stacks, isOwn), made.stacks?.isTimed === true)
}

function baseSide(joined: Recording, made: Recording): Recording {
  const { stacks, calls, lines, shared } = joined
  const isBase = ({ base, name }: ValueType) =>
    base !== undefined && name !== BASE_CALLS && name !== BASE_HITS
  const hits = lines === null ? null : baseNamed(lines.valueTypes, BASE_HITS)
  const ofLines =
    lines === null || hits === null
      ? null
      : { ...lines, rows: { ...lines.rows, hits: lines.values[hits.index]! } }
  const side: Recording = {
    ...made,
    meta: { ...made.meta, warnings: [...made.meta.warnings, ...scaleWarnings(joined)] },
    shared,
    heap: null,
    stacks: null,
    calls: calls && callsOf(baseCalls(calls), isBase),
    lines: ofLines && linesOf(ofLines, isBase),
    timelines: made.timelines.map(timeline => ({ ...timeline, process: processIn(joined, made, timeline) })),
    marks: null,
  }
  return stacks === null ? side : withStacks(side, stacksOf(stacks, isBase), made.stacks?.isTimed === true)
}

function scaleWarnings({ stacks, calls, lines }: Recording): Recording['meta']['warnings'] {
  const types = [stacks, calls, lines].flatMap(part => part?.valueTypes ?? [])
  const said = types.flatMap(({ name, base }) =>
    base === undefined || base.scale === 1 ? [] : [`${name} by ${Number(base.scale.toPrecision(6))}`],
  )
  const message = `Brought to the scale of what it is compared with: multiplied ${[...new Set(said)].join(', ')}`
  return said.length === 0 ? [] : [{ code: 'scaled', message, count: 1, firstAt: null }]
}

/** Without the samples of the other side, which weigh nothing here. */
function withStacks(side: Recording, stacks: StacksPart, isTimed: boolean): Recording {
  const { calls, lines } = side
  const weighs = (sample: number) => stacks.weights.some(column => column[sample] !== 0)
  return { ...keepSamples({ ...side, stacks: { ...stacks, isTimed } }, weighs), calls, lines }
}

function plain(types: readonly ValueType[], indexes: readonly number[]): ValueType[] {
  return indexes.map(index => {
    const { base: _, ...type } = types[index]!
    return type
  })
}

/** Column by index, brought to scale. */
function columnIn(
  columns: readonly Float64Array[],
  types: readonly ValueType[],
): (index: number) => Float64Array {
  return index => {
    const scale = types[index]!.base?.scale ?? 1
    const column = columns[index]!
    return scale === 1 ? column : column.map(value => scale * value)
  }
}

function indexesOf(types: readonly ValueType[], isKept: (type: ValueType) => boolean): number[] {
  return types.flatMap((type, index) => (isKept(type) ? [index] : []))
}

function stacksOf(part: StacksPart, isKept: (type: ValueType) => boolean): StacksPart {
  const indexes = indexesOf(part.valueTypes, isKept)
  const valueTypes = plain(part.valueTypes, indexes)
  const standard = part.valueTypes[part.defaultValueType]?.name
  return {
    ...part,
    valueTypes,
    defaultValueType: Math.max(
      0,
      valueTypes.findIndex(({ name }) => name === standard),
    ),
    weights: indexes.map(columnIn(part.weights, part.valueTypes)),
  }
}

function callsOf(part: CallsPart, isKept: (type: ValueType) => boolean): CallsPart {
  const indexes = indexesOf(part.valueTypes, isKept)
  const columns = (all: readonly Float64Array[]) => indexes.map(columnIn(all, part.valueTypes))
  const { self, total, edgeSelf, edgeTotal } = part
  return {
    ...part,
    valueTypes: plain(part.valueTypes, indexes),
    ...{ self: columns(self), total: columns(total) },
    ...{ edgeSelf: columns(edgeSelf), edgeTotal: columns(edgeTotal) },
  }
}

function linesOf(part: LinesPart, isKept: (type: ValueType) => boolean): LinesPart {
  const indexes = indexesOf(part.valueTypes, isKept)
  return {
    ...part,
    valueTypes: plain(part.valueTypes, indexes),
    values: indexes.map(columnIn(part.values, part.valueTypes)),
    ...(part.called === undefined ? {} : { called: indexes.map(columnIn(part.called, part.valueTypes)) }),
  }
}

/** The process of a series of the base in the joined tables; -1 where it is not there, or not the only one of its name. */
function processIn({ shared }: Recording, made: Recording, { process }: Timeline): number {
  if (process === -1) return -1
  const name = made.shared.strings[made.shared.processes.name[process]!]!
  const pid = made.shared.processes.pid[process]!
  const rows = Array.from({ length: shared.processes.length }, (_, row) => row)
  const alike = rows.filter(row => shared.strings[shared.processes.name[row]!]! === name)
  const same = alike.find(row => shared.processes.pid[row] === pid)
  return same ?? (alike.length === 1 ? alike[0]! : rows.length === 1 ? 0 : -1)
}
