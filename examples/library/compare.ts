import { openMerged, queryFunctions } from '../../src/index.ts'

/** What a change brought: a recording with a base under it answers with both figures. */
export async function* example(folder: string): AsyncGenerator<string> {
  const recording = await openMerged(['scatter-faster.folded'], {
    cwd: folder,
    base: 'scatter.folded',
    normalize: 'none',
  })
  const { rows, whole, difference } = queryFunctions(recording)
  yield `${whole}, was ${difference!.whole}`
  const { funcs, strings } = recording.shared
  const change = (row: number) => rows.self[row]! - difference!.self[row]!
  const order = Array.from(rows.func.keys()).sort((a, b) => Math.abs(change(b)) - Math.abs(change(a)))
  for (const row of order.slice(0, 2)) {
    yield `${strings[funcs.name[rows.func[row]!]!]}: ${rows.self[row]}, was ${difference!.self[row]}`
  }
}
