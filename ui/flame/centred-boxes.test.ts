import { describe, expect, it } from 'vitest'
import { putUnder } from '../../src/analysis/difference/put-under.ts'
import type { Recording } from '../../src/model/recording.ts'
import { queryFunctions } from '../../src/query/functions/functions.ts'
import { queryCentredTree } from '../../src/query/tree/centred-tree.ts'
import { generateRecording } from '../../test/support/generate-recording.ts'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { childrenOf, isCentre, parentOf, rowOf } from './boxes.ts'
import { boxesOfCentred } from './centred-boxes.ts'
import { pathTo, walk } from './walk.ts'

const TEXT = `
30    10     20
main  other  main
work  work   wrap
read  parse  work
             read
`
const recording = recordingFromText(TEXT)
const nameOf = ({ shared }: Recording, func: number) => shared.strings[shared.funcs.name[func]!]!
const funcNamed = (of: Recording, name: string) =>
  of.shared.funcs.name.findIndex((_, func) => nameOf(of, func) === name)

describe('boxesOfCentred()', () => {
  const { boxes } = boxesOfCentred(queryCentredTree(recording, funcNamed(recording, 'work')))
  const name = (box: number) => nameOf(recording, boxes.func[box]!)
  const rows = Array.from({ length: boxes.rows }, (_, row) =>
    Array.from({ length: boxes.rowStart[row + 1]! - boxes.rowStart[row]! }, (_, i) => {
      const box = boxes.rowStart[row]! + i
      return `${name(box)} ${boxes.from[box]!.toFixed(2)}-${boxes.to[box]!.toFixed(2)}`
    }),
  )

  it('puts callers before the centre, the farthest first, and callees after it', () => {
    expect(boxes.centre).toBe(2)
    expect(rows).toEqual([
      [expect.stringMatching(/^main 0\.50-0\.83$/)],
      ['main 0.00-0.50', 'wrap 0.50-0.83', 'other 0.83-1.00'],
      ['work 0.00-1.00'],
      ['read 0.00-0.83', 'parse 0.83-1.00'],
    ])
    const centre = boxes.rowStart[2]!
    expect(isCentre(boxes, centre)).toBe(true)
    expect(boxes.self.slice(0, centre).every(Number.isNaN)).toBe(true)
  })

  it('is walked from the farthest caller through the centre to callees, and back', () => {
    const way = [0]
    for (let i = 0; i < 4; i++) way.push(walk(boxes, way.at(-1)!, 'after'))
    expect(way.map(name)).toEqual(['main', 'wrap', 'work', 'read', 'read'])
    expect(name(walk(boxes, -1, 'after'))).toBe('work')
    expect(name(walk(boxes, way[3]!, 'before'))).toBe('work')
    expect(name(walk(boxes, way[2]!, 'before'))).toBe('main')
    expect(walk(boxes, 0, 'before')).toBe(0)
    expect(pathTo(boxes, 0, 9).map(name)).toEqual(['work', 'wrap', 'main'])
  })

  it('holds each box within the one nearer to the centre, for every function of a large recording', () => {
    const large = generateRecording({ stacks: 300, samples: 800 })
    for (const func of queryFunctions(large).rows.func) {
      const { boxes } = boxesOfCentred(queryCentredTree(large, func))
      for (let box = 0; box < boxes.length; box++) {
        const parent = parentOf(boxes, box)
        if (isCentre(boxes, box)) expect(parent).toBe(-1)
        if (parent === -1) continue
        expect(Math.abs(rowOf(boxes, parent) - boxes.centre)).toBe(
          Math.abs(rowOf(boxes, box) - boxes.centre) - 1,
        )
        const side = rowOf(boxes, box) < boxes.centre ? -1 : 1
        const { first, end } = childrenOf(boxes, parent, side)
        expect(first <= box && box < end).toBe(true)
      }
    }
  })

  it('has the figures of both sides where there is a base', () => {
    const before = recordingFromText('5     5\nmain  main\nwork  wrap\nread  work')
    const joined = putUnder(recording, before, 'none')
    const trees = queryCentredTree(joined, funcNamed(joined, 'work'), { widths: 'new' })
    const { boxes: both, difference } = boxesOfCentred(trees)
    const figures = Array.from({ length: both.length }, (_, box) =>
      [
        nameOf(joined, both.func[box]!),
        ...[difference!.totals, difference!.baseTotals].map(column => column[box]! / 1e6),
      ].join(' '),
    )
    expect(figures).toEqual([
      'main 20 5',
      'main 30 5',
      'wrap 20 5',
      'other 10 0',
      'work 60 10',
      'read 50 5',
      'parse 10 0',
    ])
    expect(Number.isNaN(difference!.baseSelf[0])).toBe(true)
    expect(boxesOfCentred(queryCentredTree(joined, funcNamed(joined, 'work'))).difference).toBeNull()
  })

  it('is empty of what cost nothing, and has no callers of a root', () => {
    expect(boxesOfCentred(queryCentredTree(recording, 10_000)).boxes.length).toBe(0)
    const { boxes: ofMain } = boxesOfCentred(queryCentredTree(recording, funcNamed(recording, 'main')))
    expect([ofMain.centre, ofMain.rowStart[0]]).toEqual([0, 0])
  })
})
