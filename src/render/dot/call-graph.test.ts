import { describe, expect, it } from 'vitest'
import { parseDotItems } from '../../../test/support/dot-oracle.ts'
import { recordingOfStacks } from '../../../test/support/recording-of-stacks.ts'
import { queryCallGraph } from '../../query/call-graph/call-graph.ts'
import { DIFFERENCE } from '../svg/heat.ts'
import { renderDot } from './call-graph.ts'
import { drawnName, stripName, wrapName } from './function-name.ts'
import { formatGeneral } from './python-number.ts'
import { THEME_NAMES, themeNamed, themeOf } from './theme.ts'

const labels = { formatTime: (seconds: number) => formatGeneral(seconds, 7) }

function draw(stacks: Parameters<typeof recordingOfStacks>[0], theme = themeNamed('heat')): string {
  return [...renderDot(queryCallGraph(recordingOfStacks(stacks)), theme, labels)].join('')
}

describe('renderDot()', () => {
  it('writes names with the syntax of DOT, HTML and SVG as text', () => {
    const names = [
      'node',
      'subgraph',
      '"; } digraph {',
      '<b>bold</b>',
      '</svg><script>alert(1)</script>',
      'back\\slash\\',
      'line\nbreak\ttab',
      '\\N \\G \\E',
      'שלום עולם',
      'x'.repeat(10_000),
      'a -> b [color=red]',
      '%3',
      '',
    ]
    const items = parseDotItems(draw([[names, 1]]))
    const shown = items
      .filter(item => item.callee === null)
      .map(item => item.attributes.label!.split('\n100.00%')[0])
    // A tab is written as two characters, which this reader of DOT reads as the second.
    const wanted = names.map(name => (name.length > 4096 ? `${'x'.repeat(4095)}…` : name.replace('\t', 't')))
    expect([...shown].sort()).toEqual([...wanted].sort())
    expect(items.filter(item => item.callee !== null)).toHaveLength(names.length - 1)
  })

  it.each(THEME_NAMES)('paints every weight in the theme %s', name => {
    for (const skew of [0, 0.01, 1, 50]) {
      const theme = themeNamed(name, skew)
      for (const weight of [0, 1e-9, 0.3, 1]) {
        expect(theme.node(weight).color).toMatch(/^#[0-9a-f]{6}$/)
        expect(theme.edge(weight).color).toMatch(/^#[0-9a-f]{6}$/)
      }
    }
  })

  it('paints what is below zero on the other side, in the themes of gprof2dot by its size', () => {
    const answer = queryCallGraph(
      recordingOfStacks([
        [['main', 'grown'], 100],
        [['main', 'shrunk'], -100],
      ]),
    )
    const fills = (name: ReturnType<typeof themeOf>) => {
      const items = parseDotItems([...renderDot(answer, themeNamed(name), labels)].join(''))
      return Object.fromEntries(
        items
          .filter(({ callee }) => callee === null)
          .map(({ attributes }) => [
            attributes.label!.split('\n')[0],
            attributes.fillcolor ?? attributes.color,
          ]),
      )
    }
    expect(themeOf('heat', answer)).toBe('difference')
    const [least, none, most] = [0, 3, 6].map(step => DIFFERENCE.light[step])
    expect(fills(themeOf('heat', answer))).toEqual({ grown: most, shrunk: least, main: none })
    expect(themeOf('pink', answer)).toBe('pink')
    const pink = fills('pink')
    expect(pink.grown).toBe(pink.shrunk)
    expect(pink.grown).not.toBe(pink.main)
  })

  it('draws nothing of nothing', () => {
    expect(parseDotItems(draw([]))).toEqual([])
  })
})

describe('drawnName()', () => {
  it('leaves out parameters, const and template arguments', () => {
    expect(stripName('std::map<int, std::less<int> >::at(int (*)(char)) const')).toBe('std::map::at')
    expect(stripName('operator-> (')).toBe('operator-> (')
    expect(stripName('('.repeat(50_000) + ')'.repeat(50_000))).toBe('')
  })

  it('breaks lines where Python breaks them', () => {
    expect(wrapName('std::vector<int, std::allocator<int> > const& some::function(long, int)')).toBe(
      'std::vector<int,\nstd::allocator<int>> const&\nsome::function(long,int)',
    )
    expect(wrapName('foo--bar  baz '.repeat(4))).toBe(
      'foo--bar  baz foo--bar  baz foo\n--bar  baz foo--bar  baz',
    )
    expect(wrapName('a'.repeat(40))).toBe('a'.repeat(40))
    expect(wrapName('a well-known-and-hyphenated word that goes on')).toBe(
      'a well-known-and-hyphenated word\nthat goes on',
    )
  })

  it('cuts names that dot cannot read', () => {
    expect(drawnName('y'.repeat(5000), {})).toHaveLength(4096)
  })

  it('draws boxes around groups, whatever these are called', () => {
    const answer = queryCallGraph(recordingOfStacks([[['a', 'b', 'c'], 1]]))
    const groups = { group: Int32Array.of(0, -1, 1), names: ['a "quoted" }; name', 'two'] }
    const text = [...renderDot(answer, themeNamed('heat'), labels, { groups })].join('')
    const boxes = [...text.matchAll(/subgraph cluster(\d) \{\n\t\tgraph (.*);\n\t\t(.*);\n\t\}/g)]
    expect(boxes.map(([, own, , members]) => [own, members])).toEqual([
      ['0', answer.nodes.id[0]],
      ['1', answer.nodes.id[2]],
    ])
    expect(boxes[0]![2]).toContain(String.raw`label="a \"quoted\" }; name"`)
  })
})
