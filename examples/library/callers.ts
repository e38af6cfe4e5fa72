import { findFuncs, openMerged, queryHotStack, queryNeighbours } from '../../src/index.ts'

/** Who calls a function, and the stack that costs most. */
export async function* example(folder: string): AsyncGenerator<string> {
  const recording = await openMerged(['scatter.folded'], { cwd: folder })
  const { funcs, strings } = recording.shared
  const nameOf = (func: number) => strings[funcs.name[func]!]!
  const [func] = findFuncs(recording, 'is_inside_contour')
  const { callers, total } = queryNeighbours(recording, func!)
  for (let row = 0; row < callers.length; row++) {
    // The row of func -1 is what it cost where nobody called it.
    if (callers.func[row] !== -1) yield `${nameOf(callers.func[row]!)}: ${callers.total[row]} of ${total}`
  }
  yield Array.from(queryHotStack(recording).funcs, nameOf).join(' → ')
}
