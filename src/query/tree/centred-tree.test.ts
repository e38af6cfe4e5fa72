import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import type { Recording } from '../../model/recording.ts'
import { queryFunctions } from '../functions/functions.ts'
import type { CallTreeAnswer } from './call-tree.ts'
import { queryCentredTree } from './centred-tree.ts'

const RECURSION = `
1     2      4      8
main  main   other  main
f     f      f      read
g     g
f     h
k
`

function funcNamed({ shared }: Recording, name: string): number {
  return shared.funcs.name.findIndex(text => shared.strings[text] === name)
}

/** Paths with their totals in ms. */
function pathsOf(recording: Recording, tree: CallTreeAnswer): Record<string, number> {
  const { strings, funcs } = recording.shared
  const paths: string[] = []
  return Object.fromEntries(
    Array.from(tree.totals, (total, i) => {
      const name = strings[funcs.name[tree.func[i]!]!]!
      paths.push(tree.prefix[i] === -1 ? name : `${paths[tree.prefix[i]!]};${name}`)
      return [paths[i]!, total / 1e6]
    }),
  )
}

describe('queryCentredTree()', () => {
  it('counts a sample once, from the outermost occurrence on', () => {
    const recording = recordingFromText(RECURSION)
    const { callers, callees } = queryCentredTree(recording, funcNamed(recording, 'f'))
    expect(pathsOf(recording, callees)).toEqual({ f: 7, 'f;g': 3, 'f;g;h': 2, 'f;g;f': 1, 'f;g;f;k': 1 })
    expect(pathsOf(recording, callers)).toEqual({ f: 7, 'f;main': 3, 'f;other': 4 })
  })

  it('gives both trees the total of the functions table, for every function', () => {
    const recording = generateRecording({ stacks: 300, samples: 800 })
    const { rows } = queryFunctions(recording)
    for (let row = 0; row < rows.length; row++) {
      const { callers, callees } = queryCentredTree(recording, rows.func[row]!)
      for (const tree of [callers, callees]) {
        expect(tree.total).toBeCloseTo(rows.total[row]!, 3)
        expect(Array.from(tree.func.filter((_, i) => tree.depth[i] === 0))).toEqual([rows.func[row]])
      }
    }
  })

  it('is empty for a function that cost nothing', () => {
    const recording = recordingFromText(RECURSION)
    expect(queryCentredTree(recording, 10_000).callees.length).toBe(0)
  })
})
