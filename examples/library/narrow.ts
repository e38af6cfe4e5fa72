import { openMerged, queryFunctionGroups } from '../../src/index.ts'

/** What is left of a recording after filters and transforms, written as on the command line, by file. */
export async function* example(folder: string): AsyncGenerator<string> {
  const transforms = ['focus:scatter', 'ignore:make_contour']
  const recording = await openMerged(['scatter.folded'], { cwd: folder, transforms })
  const files = queryFunctionGroups(recording, 'file')
  for (let row = 0; row < files.length; row++) {
    yield `${files.name[row]}: ${files.functions[row]} functions, ${files.self[row]}`
  }
}
