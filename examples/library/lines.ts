import { findFuncs, openMerged, queryHotLines, queryLines } from '../../src/index.ts'

/** The hottest lines of all, and the lines of one function; `sourceText` gives their text where it is at hand. */
export async function* example(folder: string): AsyncGenerator<string> {
  const recording = await openMerged(['scatter.folded'], { cwd: folder })
  const { sources, strings } = recording.shared
  const hot = queryHotLines(recording, {}, 2)
  for (let row = 0; row < hot.length; row++) {
    yield `${strings[sources.path[hot.source[row]!]!]}:${hot.line[row]} ${hot.self[row]} of ${hot.whole}`
  }
  const [func] = findFuncs(recording, 'is_inside_contour')
  const { line, self } = queryLines(recording, { func: func! })
  yield `of the function: ${Array.from(line, (number, row) => `${number} ${self[row]}`).join(', ')}`
}
