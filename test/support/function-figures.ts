import type { Recording } from '../../src/model/recording.ts'
import { queryFunctions } from '../../src/query/functions/functions.ts'

/** Self and total of each function of one name, in the unit of the value type. Names that several functions share are left
 *  out: other tools add them up, or do not. */
export function figuresByName(
  recording: Recording,
  valueType?: number,
): Map<string, { self: number; total: number }> {
  const { rows } = queryFunctions(recording, valueType === undefined ? {} : { valueType })
  const { strings, funcs } = recording.shared
  const figures = new Map<string, { self: number; total: number }>()
  const shared = new Set<string>()
  for (let i = 0; i < rows.length; i++) {
    const name = strings[funcs.name[rows.func[i]!]!]!
    if (figures.has(name)) shared.add(name)
    figures.set(name, { self: rows.self[i]!, total: rows.total[i]! })
  }
  for (const name of shared) figures.delete(name)
  return figures
}
