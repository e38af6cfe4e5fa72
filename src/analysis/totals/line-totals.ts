import { growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { Shared } from '../../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../../model/tables.ts'
import { computeKeyTotals } from './key-totals.ts'

/** Figures of source lines, one row each, in no particular order. */
export interface LineTotals {
  readonly length: number
  /** The func whose line it is; -1 where lines of a source were asked for, whatever func ran them. */
  readonly func: Int32Array
  readonly source: Int32Array
  /** 1-based. */
  readonly line: Int32Array
  /** Weight while the line was on top of the stack. */
  readonly self: Float64Array
  /** Weight while the line was executing, callees included; recursion counted once per stack. */
  readonly total: Float64Array
  /** Weight of the stacks in which any of the lines (or a frame of the func or source without a line) stands. */
  readonly whole: number
  /** What shares of `whole` are of where stacks weigh less than nothing: the sum of the sizes that `whole` is the sum of.
   *  Absent: `whole`. */
  readonly size?: number
}

/** Lines of one func in the source that it stands in, or `within` another of which code was inlined into it; or lines of one source. */
export type LinesOf =
  | { readonly func: FuncIndex; readonly within?: SourceIndex | undefined }
  | { readonly source: SourceIndex }

/** In place of a key, until all lines have one: frames without a line have the last. */
const NO_LINE = -2

/** Self and total of every source line that was seen. `weights` has an entry per row of `shared.stacks`. Frames without a
 *  line count towards `whole` only. O(stacks + frames). */
export function computeLineTotals(
  shared: Shared,
  weights: Float64Array,
  of: LinesOf | 'everything',
): LineTotals {
  const { frames } = shared
  const isWanted = wantedFuncs(shared, of)
  const isSource = of !== 'everything' && 'source' in of
  const keyOfFrame = new Int32Array(frames.length).fill(-1)
  const func = growableInt32()
  const line = growableInt32()
  const index = new PairMap()
  for (let f = 0; f < frames.length; f++) {
    const ownFunc = frames.func[f]!
    if (isWanted[ownFunc] === 0) continue
    const ownLine = frames.line[f]!
    if (ownLine < 1) {
      keyOfFrame[f] = NO_LINE
      continue
    }
    const keyFunc = isSource ? -1 : ownFunc
    let key = index.get(keyFunc, ownLine)
    if (key === -1) {
      key = line.length
      index.set(keyFunc, ownLine, key)
      func.push(keyFunc)
      line.push(ownLine)
    }
    keyOfFrame[f] = key
  }
  const keys = line.length + 1
  for (let f = 0; f < frames.length; f++) if (keyOfFrame[f] === NO_LINE) keyOfFrame[f] = line.length
  const { self, total, met } = computeKeyTotals(shared, { keyOfFrame, keys, weights })
  const funcs = func.finish()
  const source = isSource
    ? new Int32Array(line.length).fill(of.source)
    : funcs.map(f => shared.funcs.source[f]!)
  return {
    ...{ length: line.length, func: funcs, source, line: line.finish() },
    ...{ self: self.slice(0, -1), total: total.slice(0, -1), whole: met.sum },
    ...(met.sum < met.size ? { size: met.size } : {}),
  }
}

function wantedFuncs({ funcs }: Shared, of: LinesOf | 'everything'): Uint8Array {
  const isWanted = new Uint8Array(funcs.length)
  if (of === 'everything') return isWanted.fill(1)
  if ('func' in of) {
    isWanted[of.func] = 1
    return isWanted
  }
  for (let f = 0; f < funcs.length; f++) if (funcs.source[f] === of.source) isWanted[f] = 1
  return isWanted
}
