import { describe, expect, it } from 'vitest'
import { recordingOfStacks } from '../../../test/support/recording-of-stacks.ts'
import type { CallGraphAnswer } from '../../query/call-graph/answer.ts'
import { queryCallGraph } from '../../query/call-graph/call-graph.ts'
import { pairNodes } from './pair-nodes.ts'

/** A chain of functions "name@line" in one file. */
function chain(...functions: readonly string[]): CallGraphAnswer {
  const answer = queryCallGraph(recordingOfStacks([[functions, 1]]), { nodeThreshold: 0, edgeThreshold: 0 })
  const parts = answer.nodes.name.map(text => text.split('@'))
  return {
    ...answer,
    nodes: {
      ...answer.nodes,
      name: parts.map(([name = '']) => name),
      file: parts.map(() => 'app.py'),
      module: parts.map(([, line]) => (line === undefined ? 'app.py' : `app.py:${line}`)),
    },
  }
}

function pairs(first: CallGraphAnswer, second: CallGraphAnswer, by: 'name' | 'place'): string[] {
  const text = ({ nodes }: CallGraphAnswer, node: number) => `${nodes.name[node]} ${nodes.module[node]}`
  return Array.from(pairNodes(first, second, by).of, (other, node) =>
    other === -1 ? `${text(first, node)} alone` : `${text(first, node)} = ${text(second, other)}`,
  )
}

describe('pairNodes()', () => {
  it('pairs every function with itself, however many of a name a file has', () => {
    const same = chain('run@30', 'run@10', 'main@1', 'run@20', 'other')
    expect([...pairNodes(same, same, 'place').of]).toEqual([0, 1, 2, 3, 4])
  })

  it('pairs methods of one name by their lines, and what moved in the order of lines', () => {
    expect(pairs(chain('run@10', 'run@20', 'run@30'), chain('run@36', 'run@20', 'run@14'), 'place')).toEqual([
      'run app.py:10 = run app.py:14',
      'run app.py:20 = run app.py:20',
      'run app.py:30 = run app.py:36',
    ])
    expect(pairs(chain('run@10', 'run@20'), chain('run@10'), 'place')).toEqual([
      'run app.py:10 = run app.py:10',
      'run app.py:20 alone',
    ])
  })

  it("takes the last of a name in gprof2dot's manner", () => {
    expect(pairs(chain('run@10', 'run@20'), chain('run@10', 'run@20'), 'name')).toEqual([
      'run app.py:10 = run app.py:20',
      'run app.py:20 = run app.py:20',
    ])
  })
})
