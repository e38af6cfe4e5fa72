import { formatShare, formatValue, openMerged, queryFunctions } from '../../src/index.ts'

/** The functions that cost most themselves, and by how much that may be wrong. */
export async function* example(folder: string): AsyncGenerator<string> {
  const recording = await openMerged(['scatter.folded'], { cwd: folder })
  const { funcs, strings } = recording.shared
  const { rows, whole, valueType } = queryFunctions(recording)
  for (let row = 0; row < 3; row++) {
    const name = strings[funcs.name[rows.func[row]!]!]
    yield `${name}: ${formatValue(rows.self[row]!, valueType.unit)}, ${formatShare(rows.self[row]! / whole)}`
  }
}
