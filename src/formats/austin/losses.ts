import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import type { Loss } from '../format.ts'
import { type Feature, lossesBut, unitLosses } from '../losses.ts'
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
