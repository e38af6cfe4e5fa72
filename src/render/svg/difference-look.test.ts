import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { putUnder } from '../../analysis/difference/put-under.ts'
import { THIN_SPACE } from '../../base/units.ts'
import { queryCallTree } from '../../query/tree/call-tree.ts'
import { queryMapTree, querySquareMap } from '../../query/tree/square-map.ts'
import { changeLabel, comparedShare, differenceLegend } from './difference-look.ts'
import { renderFlameSvg } from './flame.ts'
import { renderSquareMapSvg } from './square-map.ts'
import { textWidth } from './text-widths.ts'

const make = (seed: number) => generateRecording({ stacks: 300, samples: 600, funcs: 30, seed, maxDepth: 12 })
const recording = putUnder(make(1), make(2), 'none')
const { shared } = recording
const tree = queryCallTree(recording, { widths: 'union' })
const size = { width: 3000, height: 1200, nesting: 'squarified' } as const
const map = querySquareMap(queryMapTree(recording), size)

/** Step of each box, its label, and by its tip the difference of a measure: '▲', '▼' or 'same'. */
function boxesOf(svg: string, measure: 'self' | 'total') {
  const boxes = [...svg.matchAll(/<title>([^<]*)<\/title><rect class="h(\d)[^>]*>(.*?)<\/g>/gs)]
  return boxes.flatMap(([, tip, step, rest]) => {
    const said = new RegExp(`^${measure} .*: (▲|▼|same)`, 'm').exec(tip!)
    const label = rest!.replaceAll(/<[^>]*>/g, ' ')
    return said === null ? [] : [{ step: Number(step), said: said[1]!, arrow: /[▲▼]/.exec(label)?.[0] ?? '' }]
  })
}

const PICTURES = {
  flame: (measure: 'self' | 'total', isNegated = false) =>
    renderFlameSvg(tree, shared, { title: 't', width: 60_000, isByTotal: measure === 'total', isNegated }),
  map: (measure: 'self' | 'total') => renderSquareMapSvg(map, shared, { title: 't', ...size, heat: measure }),
}

describe('a compared picture', () => {
  for (const kind of ['flame', 'map'] as const) {
    for (const measure of ['self', 'total'] as const) {
      it(`says by colour, arrow and words the same of each box: ${kind}, ${measure}`, () => {
        const boxes = boxesOf(PICTURES[kind](measure), measure)
        const signs = new Set(boxes.map(({ step }) => Math.sign(step - 3)))
        expect(signs.has(-1) && signs.has(1)).toBe(true)
        expect(boxes.filter(({ arrow }) => arrow !== '').length).toBeGreaterThan(20)
        for (const { step, said, arrow } of boxes) {
          if (step > 3) expect(said).toBe('▲')
          if (step < 3) expect(said).toBe('▼')
          if (arrow !== '') expect(arrow).toBe(said)
        }
      })
    }
  }

  it('read the other way round says so in colour, arrow and words', () => {
    const turned = { '▲': '▼', '▼': '▲', same: 'same', '': '' }
    const [boxes, other] = [false, true].map(isNegated => boxesOf(PICTURES.flame('self', isNegated), 'self'))
    expect(other).toEqual(
      boxes!.map(({ step, said, arrow }) => ({
        step: 6 - step,
        said: turned[said as keyof typeof turned],
        arrow: turned[arrow as keyof typeof turned],
      })),
    )
  })
})

describe('comparedShare()', () => {
  it('has a sign for what rounds to nothing where the scale colours it', () => {
    expect(comparedShare({ own: 1002, base: 1000 }, 10_000)).toBe('=')
    expect(comparedShare({ own: 1002, base: 1000 }, 10_000, 4)).toBe(`▲<0.1${THIN_SPACE}%`)
    expect(comparedShare({ own: 1000, base: 1000 }, 10_000, 4)).toBe('=')
    expect(changeLabel({ own: 998, base: 1000 }, { whole: 10_000, largest: 4 })).toBe(`▼<0.1${THIN_SPACE}%`)
    expect(changeLabel({ own: 998, base: 1000 }, { whole: 10_000, largest: 1000 })).toBe('')
  })
})

describe('differenceLegend()', () => {
  it.each([260, 300, 328, 360, 408, 440, 800])('keeps to %i pixels', room => {
    const svg = differenceLegend({ right: room, y: 0, room, measure: 'total', largest: '12.3 ms' })
    const [least, most] = [...svg.matchAll(/<text[^>]* x="([\d.-]+)"[^>]*>([^<]*)</g)]
    expect(Number(least![1]) - textWidth(least![2]!, 12, 'sans')).toBeGreaterThanOrEqual(0)
    const swatches = [...svg.matchAll(/<rect[^>]* x="([\d.]+)"/g)].map(([, x]) => Number(x))
    expect(swatches.at(-1)! + 12).toBeLessThan(Number(most![1]) - textWidth(most![2]!, 12, 'sans'))
  })
})
