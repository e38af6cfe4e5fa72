import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { callsFromStacks } from '../../analysis/tree/calls-from-stacks.ts'
import type { Recording } from '../../model/recording.ts'
import { type MapTreeOptions, queryMapTree, querySquareMap } from '../../query/tree/square-map.ts'
import { renderSquareMapSvg } from './square-map.ts'

function svgOf(recording: Recording, options: MapTreeOptions = {}): string {
  const size = { width: 600, height: 400 }
  const map = querySquareMap(queryMapTree(recording, options), { ...size, nesting: 'squarified' })
  return renderSquareMapSvg(map, recording.shared, { ...size, title: 'A <test> & more', heat: 'self' })
}

/** The boxes of a document: name, class, area. */
function boxesOf(svg: string) {
  const pattern =
    /<g><title>([^<]*)<\/title><rect class="(\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g
  return [...svg.matchAll(pattern)].map(([, tip, kind, ...numbers]) => {
    const [x, y, width, height] = numbers.map(Number) as [number, number, number, number]
    return { name: tip!.split('\n')[0]!, tip: tip!, kind, x, y, width, height }
  })
}

const recording = recordingFromText(`
  60                 30                40
  main[file:a.py]    main[file:a.py]   main[file:a.py]
  hot[file:a.py]     warm[file:b.py]   warm[file:b.py]
                                       deep[file:b.py]
`)

describe('renderSquareMapSvg()', () => {
  it('draws every function in its caller, the hottest hottest', () => {
    const boxes = boxesOf(svgOf(recording))
    expect(boxes.map(box => box.name)).toEqual(['main', 'warm', 'hot', 'deep'])
    expect(boxes.map(box => box.kind)).toEqual(['h0', 'h5', 'h7', 'h6'])
    const [main, warm, hot] = boxes
    expect([main!.x, main!.y, main!.width, main!.height]).toEqual([0.5, 0.5, 600, 400])
    expect((warm!.width * warm!.height) / (hot!.width * hot!.height)).toBeCloseTo(70 / 60, 1)
    expect(hot!.tip).toContain('46.2\u2009%')
    expect(hot!.tip).toContain('self')
  })

  it('escapes names, and marks estimates', () => {
    const nasty = recordingFromText('<b>&"\'\u202e')
    const svg = svgOf(nasty)
    expect(svg).toContain('&lt;b&gt;&amp;')
    expect(svg).not.toContain('<b>')
    expect(svg).not.toContain('\u202e')
    expect(svg).toContain('A &lt;test&gt; &amp; more')
    const estimate = svgOf({ ...recording, stacks: null, calls: callsFromStacks(recording) })
    expect(estimate).toContain('estimated')
    expect(boxesOf(estimate)[0]!.tip).toContain('~')
  })

  it('keeps a name of 10,000 characters within its box', () => {
    const long = 'x'.repeat(10_000)
    const svg = svgOf(recordingFromText(long))
    const label = svg.match(/<tspan class="name">([^<]*)<\/tspan>/)![1]!
    expect(label.length).toBeLessThan(90)
    expect(boxesOf(svg)[0]!.name).toBe(long)
  })

  it('names wrappers in the box of what they call, groups by their names', () => {
    const wrapped = recordingFromText(`
      1     1
      main  main
      run   run
      a     b
    `)
    expect(svgOf(wrapped)).toContain('main › <tspan class="name">run</tspan>')
    const packages = svgOf(recording, { by: 'packages' })
    expect(boxesOf(packages).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'group b.py',
      'h7 hot',
      'h6 deep',
      'h5 warm',
    ])
    expect(packages).toContain('a.py › <tspan class="name">hot</tspan>')
  })

  it('is a document that says so when there is nothing to draw, and well-formed for very many', () => {
    const { stacks, ...rest } = recording
    const nothing = {
      ...rest,
      stacks: { ...stacks!, weights: stacks!.weights.map(column => column.map(() => 0)) },
    }
    expect(svgOf(nothing)).toContain('There is nothing to draw')
    const many = recordingFromText(
      ['main  '.repeat(300), Array.from({ length: 300 }, (_, i) => `f${i}`.padEnd(6)).join('')].join('\n'),
    )
    const svg = svgOf(many)
    expect(svg.match(/<g[ >]/g)!.length).toBe(svg.match(/<\/g>/g)!.length)
    expect(svg).not.toMatch(/NaN|Infinity/)
  })
})
