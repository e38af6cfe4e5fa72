import { secondsPer } from '../../base/units.ts'
import type { StacksPart } from '../../model/recording.ts'

/** What Austin measures: `full` is time and memory at once, with whether the thread was idle. */
export type AustinMode = 'wall' | 'cpu' | 'memory' | 'full'

/** The mode in which Austin would have measured a recording, and the weights it would write. */
export interface Measured {
  readonly mode: AustinMode
  readonly columns: {
    readonly time: Float64Array | null
    /** Index of the value type of `time`, -1 where there is none. */
    readonly timeType: number
    readonly memory: Float64Array | null
  }
}

/** Chooses the value types that Austin's formats can hold: time and memory where both are there under Austin's names,
 *  else the default one, else the first time, else the first of bytes, else whatever there is, as if it were time. */
export function measuredOf(part: StacksPart): Measured {
  const types = part.valueTypes
  const names = types.map(type => type.name).join()
  if (names === 'wall,memory') {
    return { mode: 'full', columns: { time: part.weights[0]!, timeType: 0, memory: part.weights[1]! } }
  }
  const isTime = (k: number) => secondsPer(types[k]?.unit ?? '') !== null
  const isMemory = (k: number) => types[k]?.unit === 'bytes'
  const all = [part.defaultValueType, ...types.keys()]
  const chosen =
    all.find(k => k === part.defaultValueType && (isTime(k) || isMemory(k))) ??
    all.find(isTime) ??
    all.find(isMemory) ??
    part.defaultValueType
  const weights = part.weights[chosen] ?? null
  if (isMemory(chosen)) return { mode: 'memory', columns: { time: null, timeType: -1, memory: weights } }
  const mode = types[chosen]?.name === 'cpu' ? 'cpu' : 'wall'
  return { mode, columns: { time: weights, timeType: chosen, memory: null } }
}
