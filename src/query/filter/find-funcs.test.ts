import { describe, expect, it } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { findFuncs, findSources } from './find-funcs.ts'

const recording = recordingFromText(`
Mesh.refine[file:src/mesh.py][fline:3][line:5]  mesh_refine[file:remesh.py][fline:1][line:5]  refine[file:lib/mesh.py][fline:9]
`)
const found = (text: string) =>
  findFuncs(recording, text).map(f => recording.shared.strings[recording.shared.funcs.name[f]!])

describe('findFuncs()', () => {
  it('finds by name and by the end of a qualified name, at a dot only', () => {
    expect(found('refine')).toEqual(['Mesh.refine', 'refine'])
    expect(found('Mesh.refine')).toEqual(['Mesh.refine'])
    expect(found('efine')).toEqual([])
  })
  it('finds by glob', () => {
    expect(found('*refine')).toEqual(['Mesh.refine', 'mesh_refine', 'refine'])
    expect(found('?esh?refine')).toEqual(['Mesh.refine', 'mesh_refine'])
    expect(found('*.*')).toEqual(['Mesh.refine'])
    expect(found('M*x')).toEqual([])
  })
  it('finds names of C++ by their end, and without their arguments where none is named so', () => {
    const cpp = recordingFromText(`
ns::Mesh<int>::refine(int&&)  fib(int)'2  ns::(anonymous_namespace)::sum(X)  sum(int)
`)
    const names = (text: string) =>
      findFuncs(cpp, text).map(f => cpp.shared.strings[cpp.shared.funcs.name[f]!])
    expect(names('refine')).toEqual(['ns::Mesh<int>::refine(int&&)'])
    expect(names('fib')).toEqual(["fib(int)'2"])
    expect(names('sum(int)')).toEqual(['sum(int)'])
    expect(names('*Mesh*')).toEqual(['ns::Mesh<int>::refine(int&&)'])
    expect(names('fin')).toEqual([])
  })
  it('finds by the line that ran or the line of the definition, in files of that name only', () => {
    expect(found('mesh.py:5')).toEqual(['Mesh.refine'])
    expect(found('mesh.py:9')).toEqual(['refine'])
    expect(found('src/mesh.py:3')).toEqual(['Mesh.refine'])
    expect(found('mesh.py:4')).toEqual([])
  })
  it('matches a glob of many stars against a long name at once', () => {
    const elapsed = processorTime()
    const long = recordingFromText(`${'a'.repeat(20_000)}`)
    expect(findFuncs(long, `${'*a'.repeat(50)}*b`)).toEqual([])
    expect(elapsed()).toBeLessThan(2000)
  })
})

describe('findSources()', () => {
  it('finds by path and by whole parts of its end', () => {
    const paths = (text: string) =>
      findSources(recording, text).map(s => recording.shared.strings[recording.shared.sources.path[s]!])
    expect(paths('mesh.py')).toEqual(['src/mesh.py', 'lib/mesh.py'])
    expect(paths('lib/mesh.py')).toEqual(['lib/mesh.py'])
    expect(paths('esh.py')).toEqual([])
  })
})
