import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { querySampleChart } from './sample-chart.ts'

function boxesOf(grid: string): string[] {
  const recording = recordingFromText(grid)
  const { strings, funcs } = recording.shared
  const { tree, layout } = querySampleChart(recording)
  return Array.from(tree.func, (func, i) => {
    const name = strings[funcs.name[func]!]!
    const [from, to] = [layout.x0[i]! * tree.total, layout.x1[i]! * tree.total].map(value =>
      Math.round(value / 1e6),
    )
    const caller = tree.prefix[i] === -1 ? '' : `${strings[funcs.name[tree.func[tree.prefix[i]!]!]!]};`
    return `${caller}${name} ${from}-${to} self ${Math.round(tree.self[i]! / 1e6)}`
  })
}

describe('querySampleChart()', () => {
  it('merges neighbours only, and leaves gaps where a caller worked itself', () => {
    expect(
      boxesOf(`
        1     2     1     3
        main  main  main  main
        read        read  read`),
    ).toEqual(['main 0-7 self 2', 'main;read 0-1 self 1', 'main;read 3-7 self 4'])
  })

  it('puts threads one after another and merges none of them with another', () => {
    expect(
      boxesOf(`
        1         1         1
        thread:A  thread:B  thread:A
        main      main      main`),
    ).toEqual(['main 0-2 self 2', 'main 2-3 self 1'])
  })
})
