import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import { findFuncs } from '../../query/filter/find-funcs.ts'
import { queryFunctions } from '../../query/functions/functions.ts'

/** The function a person names: of several the one that cost most. @throws UsageError if there is none. */
export function funcNamed(
  recording: Recording,
  name: string,
  filter: { readonly valueType?: number | null },
): FuncIndex {
  const found = new Set(findFuncs(recording, name))
  if (found.size === 0) {
    throw new UsageError(
      `${recording.meta.name} has no function ${name}`,
      'Name it as in report, with its class (Mesh.refine), by a glob (*.refine) or by its line (mesh.py:12)',
    )
  }
  const { rows } = queryFunctions(recording, filter)
  let best = -1
  for (let row = 0; row < rows.length; row++) {
    if (found.has(rows.func[row]!) && (best === -1 || rows.total[row]! > rows.total[best]!)) best = row
  }
  return best === -1 ? [...found][0]! : rows.func[best]!
}
