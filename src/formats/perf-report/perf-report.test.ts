import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { CallGraph } from './call-graph.ts'
import { perfReport } from './format.ts'

async function read(text: string): Promise<readonly Recording[]> {
  return readWith(perfReport, new TextEncoder().encode(text))
}

/** "root;…;leaf share" of each row. */
function paths({ shared, stacks }: Recording): string[] {
  return Array.from(stacks!.samples.stack, (stack, i) => {
    const names: string[] = []
    for (let at = stack; at !== -1; at = shared.stacks.prefix[at]!) {
      names.unshift(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    return `${names.join(';')} ${stacks!.weights[0]![i]}`
  })
}

const OLD = `# Events: 1K cycles
#
# Overhead  Command      Shared Object                  Symbol
# ........  .......  .................  ......................
#
    45.71%  cc1      cc1                [.] 0x000000000042a1
            |
            --- 0x42a1
               |
               |--98.00%-- bar
               |          baz
               |
                --2.00%-- [...]

     9.30%  dd       [kernel.kallsyms]  [k] copy_user
`

describe('perf report', () => {
  it('reads the layout of perf 3, whose shares are of the row', async () => {
    const [recording] = await read(OLD)
    expect(paths(recording!).map(path => path.replace(/[\d.]+$/, found => Number(found).toFixed(3)))).toEqual(
      ['baz;bar;0x42a1 44.796', '[...];0x42a1 0.914', 'copy_user 9.300'],
    )
  })

  it('tells branches by their columns', () => {
    const graph = new CallGraph()
    const lines = [
      '            |          ',
      '            |--60.00%--a',
      '            |          b',
      '            |          |          ',
      '            |          |--40.00%--c',
      '            |           --20.00%--d',
      '             --10.00%--e',
      '                       f (inlined)',
    ]
    for (const line of lines) expect(graph.take(line)).toBe(true)
    expect(graph.nodes.map(({ name, parent, share }) => [name, parent, share])).toEqual([
      ['a', -1, 60],
      ['b', 0, null],
      ['c', 1, 40],
      ['d', 1, 20],
      ['e', -1, 10],
      ['f', 4, null],
    ])
  })

  it('reads groups of events, side by side', async () => {
    const [recording] =
      await read(`# Samples: 10  of events 'anon group { cycles, cpu/event=0x3c,umask=0x1/ }'
# Event count (approx.): 1000
#
#         Overhead  Command  Shared Object  Symbol
# ................  .......  .............  ......
#
    60.00%  10.00%  a b      prog           [.] f
    40.00%  90.00%  a b      prog           [.] g
`)
    expect(recording!.stacks!.valueTypes.map(({ name, unit }) => [name, unit])).toEqual([
      ['cycles', 'percent'],
      ['cpu/event=0x3c,umask=0x1/', 'percent'],
    ])
    expect(recording!.stacks!.weights.map(column => [...column])).toEqual([
      [60, 40],
      [10, 90],
    ])
  })

  it('takes graphs of 50,000 functions without a recursion', async () => {
    const chain = Array.from({ length: 50_000 }, (_, i) => `               f${i}`).join('\n')
    const [recording] = await read(`# Samples: 1  of event 'cycles'
# Event count (approx.): 1
#
# Overhead  Command  Shared Object  Symbol
# ........  .......  .............  ......
#
   100.00%  a        prog           [.] f
            |
            ---f
${chain}
`)
    expect(recording!.shared.stacks.length).toBe(50_001)
  })

  it('says what it could not read', async () => {
    await expect(read('# nothing\n')).rejects.toThrow(/^perf-report: line 1: expected a table/)
  })
})
