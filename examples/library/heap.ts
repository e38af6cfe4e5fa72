import { findHeapTarget, openMerged, queryHeapPaths, queryHeapTable } from '../../src/index.ts'

/** Which types of objects keep most alive, and why an object is. */
export async function* example(folder: string): AsyncGenerator<string> {
  const recording = await openMerged(['objects.jsonl'], { cwd: folder })
  const look = { recording, snapshot: 0 }
  const table = queryHeapTable(look, { sort: 'retained', hasRetained: true })
  for (let row = 0; row < 2; row++) {
    yield `${table.name[row]}: ${table.count[row]} objects keep ${table.retained[row]} bytes alive`
  }
  const { object } = findHeapTarget(look, 'Thing')
  const [path] = queryHeapPaths(look, object).paths
  yield path!.steps.map(({ name, by }) => `${name} ${by}`.trim()).join(' → ')
}
