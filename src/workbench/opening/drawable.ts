import { withStacks } from '../../analysis/tree/stacks-from-calls.ts'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'

/** A recording of which stacks or calls can be drawn: one that only has the objects of a heap gets stacks of what keeps them alive.
 *  @throws UsageError if it has nothing to draw. */
export function drawable(recording: Recording): Recording {
  if (recording.stacks !== null || recording.calls !== null) return recording
  const stacked = withStacks(recording)
  if (stacked.stacks !== null) return stacked
  throw new UsageError(`${recording.meta.name} has neither stacks nor calls to draw`)
}
