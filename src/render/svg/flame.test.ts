import { spawnSync } from 'node:child_process'
import { Script } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { queryCallTree } from '../../query/tree/call-tree.ts'
import { renderFlameSvg } from './flame.ts'
import { escapeXml, fitText } from './svg-text.ts'

const GRID = `
1     2      1
main  main   main
read  parse  parse
      token
`
const draw = (recording: Recording, options = {}) =>
  renderFlameSvg(queryCallTree(recording), recording.shared, { title: 'test', width: 432, ...options })

interface Box {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly label: string
}

function boxesOf(svg: string): Box[] {
  const pattern =
    /<g[^>]*><title>([^<]*)<\/title><rect class="h\d" x="([\d.]+)" y="(-?[\d.]+)" width="([\d.]+)"[^>]*\/>(?:<text[^>]*>([^<]*)<\/text>)?<\/g>/g
  return [...svg.matchAll(pattern)].map(([, tip, x, y, width, label]) => ({
    name: tip!.split('\n')[0]!,
    x: Number(x),
    y: Number(y),
    width: Number(width),
    label: label ?? '',
  }))
}

/** A recording of one sample whose only function has this name. */
function named(name: string): Recording {
  const recording = recordingFromText('a\nb')
  const shared = new SharedBuilder()
  const stacks = new StacksBuilder(recording.stacks!.valueTypes)
  stacks.add({ stack: shared.stack(-1, shared.plainFrame(shared.func({ name, file: name }))) }, [1, 1])
  return { ...recording, shared: shared.finish(), stacks: stacks.finish(false) }
}

describe('renderFlameSvg()', () => {
  it('draws boxes as wide as their share, callees on their callers', () => {
    const boxes = boxesOf(draw(recordingFromText(GRID)))
    // 400 px of 4 ms: 1 px stays free between neighbours.
    expect(boxes.map(({ name, x, width }) => [name, x, width])).toEqual([
      ['main', 16, 399],
      ['parse', 16, 299],
      ['read', 316, 99],
      ['token', 16, 199],
    ])
    expect(boxes.map(({ y }) => y)).toEqual([0, -24, -24, -48].map(y => y + 0))
  })

  it('puts roots on top as an icicle', () => {
    const boxes = boxesOf(draw(recordingFromText(GRID), { isIcicle: true }))
    expect(boxes.map(({ y }) => y)).toEqual([0, 24, 24, 48])
  })

  it('leaves out boxes narrower than the minimum', () => {
    expect(boxesOf(draw(recordingFromText(GRID), { minWidth: 101 })).map(({ name }) => name)).not.toContain(
      'read',
    )
  })

  it('ends where boxes get narrow, and keeps those for zooming in', () => {
    const deep = Array.from({ length: 40 }, (_, d) => `main   deep_${d}`)
    const recording = recordingFromText(
      ['999    1', ...deep.map((row, d) => (d < 2 ? row : row.slice(7).padStart(13)))].join('\n'),
    )
    const svg = draw(recording, { minWidth: 0.1 })
    expect(svg).toMatch(/^<svg [^>]*height="(\d+)"/)
    expect(Number(svg.match(/height="(\d+)"/)![1])).toBe(60 + 2 * 24 + 62)
    expect(svg).toContain('38 deeper levels of boxes under 1 % wide: not shown')
    expect(svg.match(/<g[^>]* display="none">/g)).toHaveLength(38)
    expect(draw(recording, { minWidth: 0.1, isStatic: true })).not.toContain('display="none"')
  })

  it('shows narrow boxes that take much of the width together, and says what is too narrow to be drawn', () => {
    const wide = (count: number) => {
      const names = Array.from({ length: count }, (_, i) => `f${String(i).padStart(6)}`.replace(/ /g, '_'))
      const row = (cells: readonly string[]) => cells.map(cell => cell.padEnd(9)).join('')
      return recordingFromText(
        [row(names.map(() => '1')), row(names.map(() => 'root')), row(names)].join('\n'),
      )
    }
    for (const isStatic of [true, false]) {
      const svg = draw(wide(300), { width: 1200, isStatic })
      expect(boxesOf(svg)).toHaveLength(301)
      expect(svg).toContain('x="16"></text>')
      expect(svg).not.toContain('display="none"')
      const none = draw(wide(4000), { width: 1200, isStatic })
      expect(boxesOf(none)).toHaveLength(1)
      expect(none).toContain(`One deeper level; 4\u2009000 boxes under 0.5 px wide: not drawn`)
      expect(boxesOf(draw(wide(4000), { width: 1200, isStatic, minWidth: 0.1 }))).toHaveLength(4001)
    }
  })

  it('cuts labels to their boxes', () => {
    const boxes = boxesOf(draw(generateRecording({ stacks: 2000, samples: 3000 }), { width: 800 }))
    expect(boxes.length).toBeGreaterThan(100)
    for (const { label, width } of boxes) expect(label.length * 0.6 * 12).toBeLessThanOrEqual(width)
    expect(boxes.filter(({ label }) => label !== '').length).toBeGreaterThan(10)
  })

  it('runs no script when static and has no outside reference at all', () => {
    const recording = recordingFromText(GRID)
    expect(draw(recording, { isStatic: true })).not.toContain('<script')
    expect(draw(recording)).toContain('<script')
    expect(draw(recording)).not.toMatch(/href|src=|url\(|@import/)
  })

  it('says when the tree is an estimate', () => {
    const recording = recordingFromText(GRID)
    const svg = renderFlameSvg({ ...queryCallTree(recording), isEstimated: true }, recording.shared, {
      title: 't',
    })
    expect(svg).toContain('estimated')
    expect(svg).toContain('~100.0')
  })

  it('escapes hostile names wherever they stand', () => {
    const svg = draw(named('</title><script>alert(1)</script>]]>"\'&\u001b[31m\ud800\u202e'), {
      title: '<b>&</b>',
      subtitle: '"><script>',
      isStatic: true,
    })
    expect(svg).not.toMatch(/<script|<b>|<\/title><\/|alert\(1\)<\//)
    for (const char of ['\u001b', '\ud800', '\u202e']) expect(svg).not.toContain(char)
  })

  it('draws an empty recording', () => {
    const recording = recordingFromText('a')
    const tree = queryCallTree(recording, { filter: { threads: [] } })
    expect(boxesOf(renderFlameSvg(tree, recording.shared, { title: 'nothing' }))).toEqual([])
  })
})

describe('the script of a flame graph', () => {
  it('is a program', () => {
    const [, script] = draw(recordingFromText(GRID)).match(
      /<script[^>]*>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?<\/script>/s,
    )!
    expect(script).toContain('new RegExp(query')
    expect(() => new Script(script!)).not.toThrow()
  })
})

const hasPython = spawnSync('python3', ['--version']).status === 0

describe.skipIf(!hasPython)('renderFlameSvg(), read by an XML parser (needs python3)', () => {
  const NAMES = [
    'plain',
    '</title><script>',
    ']]>',
    '"\'<&>',
    'a\0b\u001b\ud800\ufffe',
    '名前'.repeat(40),
    '',
  ]
  for (const isStatic of [true, false]) {
    it(`is well-formed${isStatic ? ', static' : ''} whatever the names`, () => {
      for (const name of NAMES) {
        const check = 'import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())'
        const input = draw(named(name), { title: name, isStatic })
        const { status, stderr } = spawnSync('python3', ['-c', check], { input })
        expect(`${status} ${stderr}`, JSON.stringify(name)).toBe('0 ')
      }
    })
  }
})

describe('fitText()', () => {
  it('keeps what fits and ends the rest with an ellipsis', () => {
    expect(['', 'abc', 'abcd', 'abcde'].map(text => fitText(text, 4))).toEqual(['', 'abc', 'abcd', 'abc…'])
    expect([fitText('abc', 1), fitText('abc', 0), fitText('abc', 2)]).toEqual(['', '', 'a…'])
  })
  it('counts two columns for East Asian characters and never halves one', () => {
    expect(fitText('名前名前', 8)).toBe('名前名前')
    expect(fitText('名前名前', 7)).toBe('名前名…')
    expect(fitText('😀😀', 3)).toBe('😀…')
  })
})

describe('escapeXml()', () => {
  it('leaves nothing that could end a text or an attribute', () => {
    expect(escapeXml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;')
    expect(escapeXml('\0\u0085')).toBe('\ufffd\ufffd')
  })
})
