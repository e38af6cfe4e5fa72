import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { queryHotLines } from '../../query/lines/hot-lines.ts'
import { queryLines } from '../../query/lines/lines.ts'
import { contrastRatio } from '../svg/heat.ts'
import { formatHotLines, formatLines } from './lines-table.ts'
import { HEAT_256, heatBar, paintHeat, terminalText } from './terminal-heat.ts'

const recording = recordingFromText(`
60                               30                                10
main[file:a.py][fline:1][line:2]  main[file:a.py][fline:1][line:9]  main[file:a.py][fline:1][line:9]
                                  wait[file:b.py][line:5]
`)
const TEXT = [
  'def main():',
  '    x = hot(1)',
  ...['    a = 1', '    b = 2', '    c = 3', '    d = 4', '    e = 5', '    f = 6'],
  '\twait(\u001b[31m)',
  '    return x',
  'other()',
].join('\n')
const answer = queryLines(recording, { func: 0, text: TEXT })
const plain = { columns: 60, colours: 0, context: 1 } as const

describe('formatLines()', () => {
  it('prints the function with shares of its own total, cutting what costs nothing', () => {
    const lines = formatLines(answer, recording.shared, plain).split('\n')
    expect(lines.slice(0, 3)).toEqual([
      'main',
      'a.py:1',
      '100\u2009ms wall, 100.0\u2009% of the whole (100\u2009ms)',
    ])
    expect(lines.slice(4).map(line => line.replace(/ +/g, ' ').trim())).toEqual([
      'Line Self % Total % ± Source',
      '1 def main():',
      expect.stringMatching(/^2 60\.0 60\.0 \d+\.\d x = hot\(1\)$/),
      '3 a = 1',
      '…',
      '8 f = 6',
      expect.stringMatching(/^9 10\.0 40\.0 \d+\.\d wait\(\ufffd\[31m\)$/),
      '10 return x',
      '',
    ])
  })

  it('keeps to the width and the alignment of the terminal', () => {
    for (const columns of [40, 60, 80, 120, 200]) {
      const lines = formatLines(answer, recording.shared, { ...plain, columns }).split('\n')
      expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(columns)
      const at = lines.find(line => line.includes('Source'))!.indexOf('Source')
      expect(lines.find(line => line.includes('x = hot'))?.indexOf('x = hot') ?? at + 4).toBe(at + 4)
    }
  })

  it('shows every line when asked, and figures alone when the source is not at hand', () => {
    const all = formatLines(answer, recording.shared, { ...plain, context: Number.POSITIVE_INFINITY })
    expect(all.match(/= \d/g)).toHaveLength(6)
    const bare = formatLines(queryLines(recording, { func: 0 }), recording.shared, plain)
    expect(
      bare
        .split('\n')
        .slice(5)
        .map(line => line.trim().split(/ +/)[0]),
    ).toEqual(['2', '9', ''])
  })

  it('says of a line that cost something that it did, however little', () => {
    const thin = recordingFromText(`
99999                            1
main[file:a.py][fline:1][line:2]  main[file:a.py][fline:1][line:3]
`)
    const rows = (text: string) => text.split('\n').map(line => line.trim().split(/ +/))
    const options = { ...plain, columns: 80 }
    const lines = rows(formatLines(queryLines(thin, { func: 0, text: TEXT }), thin.shared, options))
    expect(lines.find(([line]) => line === '3')?.slice(0, 3)).toEqual(['3', '<0.1', '<0.1'])
    const hot = formatHotLines(queryHotLines(thin), thin.shared, { ...options, textOf: () => null })
    expect(rows(hot)[2]).toEqual(['<0.1', expect.stringMatching(/^\d\d\.\d$/), '<0.1', 'a.py:3'])
    const [head, first, second] = hot.split('\n').map(line => line.search(/Where|a\.py/))
    expect([first, second]).toEqual([head, head])
  })

  it('colours nothing but heat, and nothing at all without colours', () => {
    expect(formatLines(answer, recording.shared, plain)).not.toContain('\u001b')
    const coloured = formatLines(answer, recording.shared, { ...plain, colours: 256 })
    expect(coloured).toContain('\u001b[48;5;222;38;5;16m  60.0\u001b[0m')
  })
})

describe('formatHotLines()', () => {
  it('lists lines by self cost with their place and text', () => {
    const textOf = (source: number, line: number) =>
      source === 0 ? (TEXT.split('\n')[line - 1] ?? null) : null
    const text = formatHotLines(queryHotLines(recording), recording.shared, { ...plain, textOf })
    expect(
      text
        .split('\n')
        .slice(1)
        .map(line => line.trim().replace(/ +/g, ' ')),
    ).toEqual([
      expect.stringMatching(/^60\.0 \d+\.\d 60\.0 a\.py:2 x = hot\(1\)$/),
      expect.stringMatching(/^30\.0 \d+\.\d 30\.0 b\.py:5$/),
      expect.stringMatching(/^10\.0 \d+\.\d 40\.0 a\.py:9 wait/),
      '',
    ])
  })
})

describe('paintHeat()', () => {
  it('has 4.5:1 or better in 256 colours', () => {
    const hex = (value: number) => value.toString(16).padStart(2, '0')
    // Colours 16 to 231 of xterm are a cube of six levels, 232 to 255 greys.
    const colour = (code: number) => {
      if (code >= 232) return `#${hex(8 + 10 * (code - 232)).repeat(3)}`
      const level = (n: number) => hex(n === 0 ? 0 : 55 + 40 * n)
      const cube = code - 16
      return `#${level(Math.floor(cube / 36))}${level(Math.floor(cube / 6) % 6)}${level(cube % 6)}`
    }
    for (const [ground, text] of HEAT_256.slice(1)) {
      expect(contrastRatio(colour(ground), colour(text)), String(ground)).toBeGreaterThanOrEqual(4.5)
    }
  })
  it('leaves cold text and colourless terminals alone', () => {
    expect([paintHeat('x', 0, 256), paintHeat('x', 7, 0)]).toEqual(['x', 'x'])
  })
})

describe('heatBar()', () => {
  it('is as wide as its share, to an eighth of a column', () => {
    expect([0, 0.5, 1].map(share => heatBar(share, 4))).toEqual(['    ', '██  ', '████'])
    expect(heatBar(0.53125, 4)).toBe('██▏ ')
    expect(heatBar(1e-9, 4)).toBe('▏   ')
    expect([heatBar(Number.NaN, 2), heatBar(7, 2), heatBar(0, 2)]).toEqual(['  ', '██', '  '])
    expect([heatBar(-1, 2), heatBar(-0.5, 4), heatBar(-1e-9, 2)]).toEqual(['░░', '░░  ', '░ '])
  })
})

describe('terminalText()', () => {
  it('expands tabs and lets no escape sequence through', () => {
    expect(terminalText('a\tb')).toBe('a       b')
    expect(terminalText('\u001b]0;x\u0007\u202e')).toBe('\ufffd]0;x\ufffd\ufffd')
    expect(terminalText('a\u2028b\uffff')).toBe('a\ufffdb\ufffd')
  })
})
