import { describe, expect, it } from 'vitest'
import { recordingOfStacks } from '../../../test/support/recording-of-stacks.ts'
import { layOutLayered } from '../../analysis/graph-layout/layered.ts'
import { queryCallGraph } from '../../query/call-graph/call-graph.ts'
import { queryCallTree } from '../../query/tree/call-tree.ts'
import { queryMapTree, querySquareMap } from '../../query/tree/square-map.ts'
import { themeOf } from '../dot/theme.ts'
import { renderCallGraphSvg } from './call-graph.ts'
import { sizeGraph } from './call-graph-labels.ts'
import { callGraphLook } from './call-graph-look.ts'
import { differenceLegend } from './difference-look.ts'
import { renderFlameSvg } from './flame.ts'
import { renderSquareMapSvg } from './square-map.ts'

// No function costs a thousandth: what is said of the hottest begins with "<".
const recording = recordingOfStacks(Array.from({ length: 2100 }, (_, i) => [['main', `f${i}`], 1]))
const { shared } = recording
const size = { width: 900, height: 600 }

function graphSvg(): string {
  const answer = queryCallGraph(recording, { isBySelf: true })
  const sized = sizeGraph(answer, { formatTime: String }, { fonts: { size: () => 12, name: 'code' } })
  const look = callGraphLook(themeOf('heat', answer), { skew: 1, isBySelf: true })
  const layout = layOutLayered(sized.graph)
  return renderCallGraphSvg({ answer, sized, layout, look, title: 'test', isBySelf: true })
}

const PICTURES: Readonly<Record<string, () => string>> = {
  'a flame graph': () => renderFlameSvg(queryCallTree(recording), shared, { title: 'test' }),
  'a square map': () => {
    const map = querySquareMap(queryMapTree(recording), { ...size, nesting: 'squarified' })
    return renderSquareMapSvg(map, shared, { ...size, title: 'test', heat: 'self' })
  },
  'a call graph': graphSvg,
  'the legend of a difference': () =>
    differenceLegend({ right: 800, y: 10, room: 800, measure: 'self', largest: '<0.1 %' }),
}

describe('shares below a thousandth', () => {
  it.each(Object.entries(PICTURES))('are escaped in %s', (_, draw) => {
    const svg = draw()
    expect(svg.replaceAll(/<!\[CDATA\[.*?\]\]>/gs, '').match(/<(?![a-z/?!]).{0,40}/g)).toBeNull()
  })

  it.each(['a flame graph', 'a square map'])('are said in the legend of %s', name => {
    expect(PICTURES[name]!()).toContain('>&lt;0.1')
  })
})
