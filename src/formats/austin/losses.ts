import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { type Feature, lossesBut, unitLosses } from '../exporting/losses.ts'
import type { Loss } from '../format.ts'
import { TAKES_COLONS } from './frame-parts.ts'
import { measuredOf } from './measured.ts'

/** What Austin's formats lose of a recording besides what lies outside the features that they hold: they have whole
 *  microseconds and bytes, and one value type unless it was measured in Austin's full mode. */
export function austinLosses(recording: Recording, held: readonly Feature[]): Loss[] {
  const part = recording.stacks
  if (part === null) return lossesBut(recording, held)
  const { mode, columns } = measuredOf(part)
  const own: Feature[] = mode === 'full' ? ['value-types', 'states'] : []
  const losses = [...lossesBut(recording, [...held, ...own])]
  if (mode !== 'memory') losses.push(...unitLosses(recording, 'microseconds'))
  const time = columns.time
  const scale = (secondsPer(part.valueTypes[columns.timeType]?.unit ?? '') ?? 1e-6) * 1e6
  if (time?.some(value => !Number.isInteger(Math.round(value * scale * 1e3) / 1e3)) === true) {
    losses.push({ what: 'digits', message: 'times shorter than a microsecond (rounded)' })
  }
  return losses
}

/** The loss of names with colons in them, which text cannot tell from the file. */
export function nameLosses({ shared }: Recording): Loss[] {
  const { strings, funcs, sources } = shared
  const isLost = Array.from(funcs.name, (name, func) => {
    const source = funcs.source[func]!
    const file = source === -1 ? '' : strings[sources.path[source]!]!
    return strings[name]!.includes(':') && !TAKES_COLONS.test(file)
  }).includes(true)
  return isLost ? [{ what: 'names', message: 'colons in the names of functions' }] : []
}
