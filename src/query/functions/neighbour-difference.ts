import type { NeighbourRows, Neighbours } from '../../analysis/tree/neighbours.ts'
import { type BaseRows, baseRows, type DifferenceSide } from './difference.ts'

/** Callers and callees of a func beside those in the base. */
export interface NeighbourDifference {
  readonly callers: BaseRows
  readonly callees: BaseRows
  /** The func's own figures and the whole in the base, brought to the recording's scale. */
  readonly self: number
  readonly total: number
  readonly whole: number
}

/** Both sides with the same rows. */
export interface JoinedNeighbours {
  readonly own: Neighbours
  readonly base: Neighbours
}

/** Neighbours with a row for each that the base has, and the base's, brought to scale, with the same rows. */
export function withBaseRows(own: Neighbours, base: Neighbours, scale: number): JoinedNeighbours {
  const callers = joinRows(own.callers, base.callers, scale)
  const callees = joinRows(own.callees, base.callees, scale)
  return {
    own: { ...own, callers: callers.own, callees: callees.own },
    base: {
      self: scale * base.self,
      total: scale * base.total,
      callers: callers.base,
      callees: callees.base,
    },
  }
}

/** How sure the differences are. */
export function neighbourDifference(
  { own, base }: JoinedNeighbours,
  whole: { readonly own: DifferenceSide['whole']; readonly base: DifferenceSide['whole'] },
): NeighbourDifference {
  const rows = (side: 'callers' | 'callees') =>
    baseRows({ rows: own[side], whole: whole.own }, { rows: base[side], whole: whole.base })
  return {
    callers: rows('callers'),
    callees: rows('callees'),
    self: base.self,
    total: base.total,
    whole: whole.base.total,
  }
}

/** A call graph may list a func twice, on different lines: the base's first is the first. */
function joinRows(
  own: NeighbourRows,
  base: NeighbourRows,
  scale: number,
): { own: NeighbourRows; base: NeighbourRows } {
  const rowsOf = new Map<number, number[]>()
  for (let row = base.length - 1; row >= 0; row--) {
    const same = rowsOf.get(base.func[row]!)
    if (same === undefined) rowsOf.set(base.func[row]!, [row])
    else same.push(row)
  }
  const pairs: { own: number; base: number }[] = []
  for (let row = 0; row < own.length; row++)
    pairs.push({ own: row, base: rowsOf.get(own.func[row]!)?.pop() ?? -1 })
  for (let row = 0; row < base.length; row++) {
    const left = rowsOf.get(base.func[row]!)!
    if (left.includes(row)) pairs.push({ own: -1, base: row })
  }
  return {
    own: takeRows(own, base, { pairs, side: 'own', scale: 1 }),
    base: takeRows(base, own, { pairs, side: 'base', scale }),
  }
}

function takeRows(
  rows: NeighbourRows,
  other: NeighbourRows,
  how: { pairs: readonly { own: number; base: number }[]; side: 'own' | 'base'; scale: number },
): NeighbourRows {
  const { pairs, side, scale } = how
  const otherSide = side === 'own' ? 'base' : 'own'
  const isCounted = rows.calls.some(calls => !Number.isNaN(calls))
  const column = (values: Float64Array, missing: number, factor = 1) =>
    Float64Array.from(pairs, pair => (pair[side] === -1 ? missing : factor * values[pair[side]]!))
  const missing = isCounted ? 0 : Number.NaN
  return {
    length: pairs.length,
    func: Int32Array.from(pairs, pair =>
      pair[side] === -1 ? other.func[pair[otherSide]]! : rows.func[pair[side]]!,
    ),
    self: column(rows.self, 0, scale),
    total: column(rows.total, 0, scale),
    calls: column(rows.calls, missing),
    primitiveCalls: column(rows.primitiveCalls, missing),
  }
}
