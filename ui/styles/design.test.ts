import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contrastRatio, HEAT, NEUTRAL, type Theme } from '../../src/render/svg/heat.ts'

const here = (path: string) => new URL(path, import.meta.url)
const design = readFileSync(here('../../docs/design.md'), 'utf8')
const sheets = readdirSync(here('.'))
  .filter(name => name.endsWith('.css'))
  .map(name => ({ name, css: readFileSync(here(name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '') }))
const css = sheets.map(sheet => sheet.css).join('\n')
const tokens = sheets.find(({ name }) => name === 'tokens.css')!.css
const [dark, light] = tokens.split(':root[data-theme="light"]') as [string, string]
const tokenOf = (theme: Theme, name: string) =>
  (theme === 'dark' ? dark : light).match(new RegExp(`--${name}: ([^;]+);`))?.[1] ?? ''

/** Every value that a property has in the style sheets. */
function valuesOf(property: string): Set<string> {
  return new Set(
    [...css.matchAll(new RegExp(`[\\s;{]${property}:\\s*([^;]+);`, 'g'))].map(([, value]) => value!),
  )
}

/** A part of docs/design.md, from its heading to the next. */
function section(heading: string): string {
  return design.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!
}

describe('docs/design.md and the style sheets', () => {
  it('has every size of text that is used, and none under 12 px', () => {
    const documented = [...section('Type').matchAll(/^\| (\d+) \//gm)].map(([, size]) => Number(size))
    const used = new Set([
      ...[...valuesOf('font-size')].map(value => Number(/^(\d+)px$/.exec(value)?.[1])),
      ...[...valuesOf('font')].flatMap(value => /(\d+)px/.exec(value)?.[1] ?? []).map(Number),
    ])
    expect([...used].toSorted((a, b) => b - a)).toEqual(documented)
    expect(Math.min(...used)).toBe(12)
  })

  it('has every weight of text that is used', () => {
    const documented = new Set(section('Type').match(/\b[1-9]00\b/g))
    const used = [...valuesOf('font-weight')].filter(value => /^\d+$/.test(value))
    expect(used.filter(weight => !documented.has(weight))).toEqual([])
  })

  it('has every radius that is used', () => {
    const [, first, second, third] = /Radii: (\d+) px frames, (\d+) px controls, (\d+) px cards/.exec(design)!
    const allowed = new Set(['0', `${first}px`, `${second}px`, `${third}px`, '50%', '999px'])
    const used = [...valuesOf('border-radius')].flatMap(value => value.split(' '))
    expect(used.filter(radius => !allowed.has(radius))).toEqual([])
  })

  it('says the sizes that the tokens have', () => {
    const number = (pattern: RegExp) => `${pattern.exec(design)?.[1]}px`
    expect(tokenOf('dark', 'gutter')).toBe(number(/Gutters (\d+) px/))
    expect(tokenOf('dark', 'row')).toBe(number(/rows (\d+) px \(table\)/))
    expect(Number.parseInt(tokenOf('dark', 'fast'), 10)).toBeLessThan(
      Number(/Under (\d+) ms/.exec(design)?.[1]),
    )
  })

  it('says the accents and the edges of fields that the tokens have', () => {
    for (const theme of ['dark', 'light'] as const) {
      expect(design).toContain(`\`${tokenOf(theme, 'accent')}\``)
      expect(design).toContain(`\`${tokenOf(theme, 'field')}\``)
    }
  })

  it('takes every colour from the tokens', () => {
    const strays = sheets
      .filter(({ name }) => name !== 'tokens.css')
      .flatMap(({ name, css }) =>
        [...css.matchAll(/(?:#[0-9a-f]{3,8}\b|\brgba?\([^)]*\))/gi)].map(([colour]) => `${name} ${colour}`),
      )
    expect(strays).toEqual([])
  })
})

describe.each(['dark', 'light'] as const)('contrast on the %s page', theme => {
  const grounds = ['bg', 'panel', 'raised']

  it.each(['muted', 'soft', 'text', 'accent'])('reads at 4.5 : 1 or better: %s', name => {
    for (const ground of grounds) {
      expect(contrastRatio(tokenOf(theme, name), tokenOf(theme, ground))).toBeGreaterThanOrEqual(4.5)
    }
  })

  it.each(['accent', 'field', 'bar', 'text'])('is seen at 3 : 1 or better: %s', name => {
    for (const ground of grounds) {
      expect(contrastRatio(tokenOf(theme, name), tokenOf(theme, ground))).toBeGreaterThanOrEqual(3)
    }
  })

  it('marks the box under the keyboard on any heat', () => {
    const [ground, text] = [NEUTRAL[theme][0]!, NEUTRAL[theme][7]!]
    for (const heat of HEAT[theme]) {
      expect(Math.max(contrastRatio(heat, ground), contrastRatio(heat, text))).toBeGreaterThanOrEqual(3)
    }
    expect(contrastRatio(ground, text)).toBeGreaterThanOrEqual(3)
  })
})
