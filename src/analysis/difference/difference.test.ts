import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import { queryFunctions } from '../../query/functions/functions.ts'
import { queryNeighbours } from '../../query/functions/neighbours.ts'
import { queryHotLines } from '../../query/lines/hot-lines.ts'
import { queryLines } from '../../query/lines/lines.ts'
import { queryCallTree } from '../../query/tree/call-tree.ts'
import { putUnder } from './put-under.ts'

const before = recordingFromText(`
  30    10    20     40
  main  main  main   idle
  read  parse parse
              token
`)
const after = recordingFromText(`
  20    15    20     40     7
  main  main  main   idle   main
  read  parse parse         write
              token
`)

const nameOf = (recording: typeof before, func: number) =>
  recording.shared.strings[recording.shared.funcs.name[func]!]!

describe('putUnder()', () => {
  const joined = putUnder(after, before)

  it('makes a sound recording whose rows keep their places', () => {
    assertIntegrity(joined)
    expect(joined.shared.funcs.length).toBe(after.shared.funcs.length)
    expect([...joined.shared.stacks.frame.subarray(0, after.shared.stacks.length)]).toEqual([
      ...after.shared.stacks.frame,
    ])
  })

  it('answers with both figures', () => {
    const { rows, difference } = queryFunctions(joined)
    const seen = Array.from(rows.func, (func, row) => [
      nameOf(joined, func),
      rows.self[row],
      difference!.self[row],
      rows.total[row],
      difference!.total[row],
    ])
    expect(seen).toEqual([
      ['idle', 40e6, 40e6, 40e6, 40e6],
      ['read', 20e6, 30e6, 20e6, 30e6],
      ['token', 20e6, 20e6, 20e6, 20e6],
      ['parse', 15e6, 10e6, 35e6, 30e6],
      ['write', 7e6, 0, 7e6, 0],
      ['main', 0, 0, 62e6, 60e6],
    ])
  })

  it('is zero everywhere for a recording beside itself', () => {
    const recording = generateRecording({ stacks: 400, samples: 2000, seed: 7 })
    const self = putUnder(recording, recording)
    expect(self.shared.stacks.length).toBe(recording.shared.stacks.length)
    const { rows, difference } = queryFunctions(self)
    expect(rows.self).toEqual(difference!.self)
    expect(rows.total).toEqual(difference!.total)
    const tree = queryCallTree(self, { widths: 'union' })
    expect(tree.difference!.totals).toEqual(tree.difference!.baseTotals)
    expect(tree.totals).toEqual(queryCallTree(recording).totals)
    const near = queryNeighbours(self, rows.func[0]!)
    expect(near.callers.total).toEqual(near.difference!.callers.total)
    expect(near.callees.self).toEqual(near.difference!.callees.self)
    const hot = queryHotLines(self)
    expect(hot.self).toEqual(hot.difference!.self)
    const lines = queryLines(self, { func: rows.func[0]! })
    expect(lines.totals).toEqual(lines.difference!.totals)
  })
})
