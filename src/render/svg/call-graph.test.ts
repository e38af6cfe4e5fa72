import { describe, expect, it } from 'vitest'
import { recordingOfStacks } from '../../../test/support/recording-of-stacks.ts'
import { layOutLayered } from '../../analysis/graph-layout/layered.ts'
import type { Recording } from '../../model/recording.ts'
import { type CallGraphQuestion, queryCallGraph } from '../../query/call-graph/call-graph.ts'
import { type ThemeName, themeOf } from '../dot/theme.ts'
import { renderCallGraphSvg } from './call-graph.ts'
import { sizeGraph } from './call-graph-labels.ts'
import { callGraphLook } from './call-graph-look.ts'
import { textWidth } from './text-widths.ts'

const LABELS = { formatTime: String }

function draw(recording: Recording, question: CallGraphQuestion = {}, theme: ThemeName = 'heat'): string {
  const answer = queryCallGraph(recording, {
    ...{ nodeThreshold: 0, edgeThreshold: 0, isBySelf: true },
    ...question,
  })
  const sized = sizeGraph(answer, LABELS, { fonts: { size: () => 12, name: 'code' } })
  return renderCallGraphSvg({
    answer,
    sized,
    layout: layOutLayered(sized.graph),
    look: callGraphLook(themeOf(theme, answer), { skew: 1, isBySelf: true }),
    title: 'test',
    isBySelf: true,
  })
}

/** Whether every tag closes the last one that is open. */
function isWellFormed(svg: string): boolean {
  const open: string[] = []
  for (const [, close, name, empty] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (close === '/' ? open.pop() !== name : false) return false
    if (close === '' && empty === '') open.push(name!)
  }
  return open.length === 0
}

const count = (svg: string, part: string) => svg.split(part).length - 1

describe('renderCallGraphSvg()', () => {
  it('draws a box a function and an arrow a call', () => {
    const svg = draw(
      recordingOfStacks([
        [['main', 'read'], 1],
        [['main', 'parse', 'read'], 3],
      ]),
    )
    expect(count(svg, '<g class="node">')).toBe(3)
    expect(count(svg, '<g class="edge">')).toBe(3)
    expect(svg).toContain('>parse</text>')
    expect(svg).toContain('main → parse')
    // read has all the self time, main none.
    expect(svg).toMatch(/<title>read\n[^<]*<\/title><rect class="h7"/)
    expect(svg).toMatch(/<title>main\n[^<]*<\/title><rect class="h0"/)
    expect(isWellFormed(svg)).toBe(true)
  })

  it('draws what is below zero on a scale with two sides', () => {
    const svg = draw(
      recordingOfStacks([
        [['main', 'grown'], 100],
        [['main', 'shrunk'], -100],
      ]),
    )
    expect(svg).toMatch(/<title>grown\n[^<]*<\/title><rect class="h6"/)
    expect(svg).toMatch(/<title>shrunk\n[^<]*<\/title><rect class="h0"/)
    expect(svg).toMatch(/<title>main → shrunk[^<]*<\/title><path class="e0"/)
    expect(svg).toMatch(/self \S+ · ▼ −100</)
    expect(svg).toContain('>+100 ▲</text>')
  })

  it('draws what is left out between functions as a dashed line', () => {
    const stacks = recordingOfStacks([
      [['main', 'between', 'leaf'], 5],
      [['main'], 9],
    ])
    const svg = draw(stacks, { nodeCount: 2, exclude: 'between' })
    expect(svg).toContain('stroke-dasharray')
    expect(svg).toContain('through functions that are left out')
  })

  it('escapes names whatever they hold, and shortens long ones', () => {
    const names = ['<script>alert(1)</script>', '"]]>&\'-->', 'שלום\u202e', 'x'.repeat(10_000), '', 'a\nb\0']
    const svg = draw(recordingOfStacks(names.map(name => [['main', name], 1] as const)))
    expect(svg).not.toContain('<script')
    expect(svg).not.toMatch(/[\0\u202e]/)
    expect(svg).toContain(`${'x'.repeat(43)}…</text>`)
    expect(svg).toContain('x'.repeat(10_000))
    expect(svg).toContain('(no name)')
    expect(isWellFormed(svg)).toBe(true)
  })

  it('draws in the colours of gprof2dot, and nothing at all', () => {
    const svg = draw(recordingOfStacks([[['main'], 1]]), {}, 'color')
    expect(svg).toContain('fill="#ff0000"')
    const empty = draw(recordingOfStacks([]))
    expect(empty).toContain('There is nothing to draw')
    expect(isWellFormed(empty)).toBe(true)
  })
})

describe('textWidth()', () => {
  it('is that of Helvetica, Helvetica-Bold and Courier', () => {
    // Adobe's font metrics: H 722, i 222 (bold 278), 600 for all of Courier.
    expect(textWidth('Hi', 1000, 'sans')).toBe(944)
    expect(textWidth('Hi', 1000, 'sans-bold')).toBe(1000)
    expect(textWidth('Hi', 10, 'code')).toBe(12)
  })
})
