import type { Recording } from '../../model/recording.ts'
import { funcNamed } from '../opening/func-named.ts'
import { valueTypeNamed } from '../opening/value-type.ts'
import type { FlameLook } from './flame-look.ts'

/** The page's address after `#` that shows the flame graph a person asks for, as far as the page has it.
 *  @throws UsageError if the recording has no such value type or function. */
export function flameAddress(recording: Recording, look: FlameLook): string {
  const parts = new URLSearchParams({ view: 'flame' })
  const valueType = valueTypeNamed(recording, look.valueType)
  if (valueType !== null) parts.set('value', String(valueType))
  if (look.widths !== undefined) parts.set('widths', look.widths)
  if (look.search !== undefined) parts.set('q', look.search)
  if (look.center !== undefined) {
    const func = String(funcNamed(recording, look.center, valueType === null ? {} : { valueType }))
    parts.set('order', 'centred')
    parts.set('f', func)
    parts.set('centre', func)
  } else {
    if (look.flamechart === true) parts.set('order', 'time')
    if (look.inverted !== true) parts.set('roots', 'bottom')
  }
  return parts.toString()
}
