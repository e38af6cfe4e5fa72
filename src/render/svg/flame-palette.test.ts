import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../base/random.ts'
import { isDark, PALETTES, paletteNamed } from './flame-palette.ts'
import { contrastRatio } from './heat.ts'

const NAMES = ['main', 'std::vector::push', 'java/lang/Object', 'a.py', '', ' ', '名前', '_start_[k]', 'x`y']

function hexOf(colour: string): string {
  const channels = colour.match(/\d+/g)!.map(Number)
  return `#${channels.map(channel => channel.toString(16).padStart(2, '0')).join('')}`
}

describe('paletteNamed()', () => {
  it('gives every name a colour on which black or white text can be read, the same each time', () => {
    for (const name of PALETTES) {
      const [palette, again] = [paletteNamed(name), paletteNamed(name)]
      for (const frame of NAMES) {
        expect(palette(frame)).toMatch(/^rgb\(\d{1,3},\d{1,3},\d{1,3}\)$/)
        expect(palette(frame)).toBe(again(frame))
        const text = isDark(palette(frame)) ? '#ffffff' : '#000000'
        expect(contrastRatio(hexOf(palette(frame)), text), `${name} ${frame}`).toBeGreaterThanOrEqual(4.5)
      }
    }
  })

  it('is random by a seed where asked', () => {
    const draw = (seed: number) => {
      const palette = paletteNamed('hot', { random: seededRandom(seed) })
      return NAMES.map(name => palette(name)).join()
    }
    expect(draw(1)).toBe(draw(1))
    expect(draw(1)).not.toBe(draw(2))
  })

  it('tells kinds of code apart', () => {
    const hue = (palette: string, name: string) => {
      const [r = 0, g = 0, b = 0] = paletteNamed(palette)(name).match(/\d+/g)!.map(Number)
      return r === g ? 'yellow' : g === b ? (r > g ? 'red' : 'aqua') : r === b ? 'green' : 'orange'
    }
    expect(['a::b', 'java/lang/X', 'malloc', 'sys_[k]', 'X:.y_[j]'].map(name => hue('java', name))).toEqual([
      'yellow',
      'green',
      'red',
      'orange',
      'green',
    ])
    expect(['core::mem', 'mine::run', 'main'].map(name => hue('rust', name))).toEqual([
      'orange',
      'yellow',
      'red',
    ])
    const paths = [
      'f (app.py)',
      'g (/usr/lib/python3/dist-packages/x.py)',
      'h (/usr/lib/python3.11/re.py)',
      'read',
    ]
    expect(paths.map(name => hue('python', name))).toEqual(['green', 'aqua', 'yellow', 'red'])
  })
})
