import type { CallsPart } from '../../model/recording.ts'
import { BASE_CALLS, baseNamed } from './value-pairs.ts'

/** The call graph of the base in a joined one: the same rows and edges, with the base's numbers of calls. The part as it is
 *  where nothing was put under it. */
export function baseCalls(part: CallsPart): CallsPart {
  const counts = baseNamed(part.valueTypes, BASE_CALLS)
  if (counts === null) return part
  const { index } = counts
  return {
    ...part,
    rows: { ...part.rows, calls: part.self[index]!, primitiveCalls: part.total[index]! },
    edges: { ...part.edges, calls: part.edgeSelf[index]!, primitiveCalls: part.edgeTotal[index]! },
  }
}
