import { UsageError } from '../../base/errors.ts'
import type { Recording, StacksPart } from '../../model/recording.ts'

/** The stacks of a recording, for formats that hold nothing else. @throws UsageError when it has none. */
export function stacksOf(recording: Recording, formatName: string): StacksPart {
  if (recording.stacks !== null) return recording.stacks
  const has = recording.calls !== null ? 'a call graph, which does not determine stacks' : 'no stacks'
  throw new UsageError(
    `${formatName} holds stacks, and ${recording.meta.name} has ${has}`,
    'Convert it to pstats or keep it as .pyrometer',
  )
}
