import { DIFFERENCE, type Theme } from './heat.ts'
import { type PlotFrame, round, yOf } from './plot-axes.ts'
import { textWidth } from './text-widths.ts'

const SWATCH = 22

/** Fills of what is more (`up`) and less (`down`) than before. */
export function betweenRules(theme: Theme): string {
  const steps = DIFFERENCE[theme]
  return `.up{fill:${steps[5]}}.down{fill:${steps[1]}}.up,.down{fill-opacity:.55}`
}

/** The areas between what there is and what there was, an entry a column, NaN where one is not known: where the first is higher and
 *  where it is lower. Which line is the higher one says the same without colour. */
export function areasBetween(own: Float64Array, base: Float64Array, frame: PlotFrame): string[] {
  const isThere = (i: number) => i < own.length && !Number.isNaN(own[i]! - base[i]!)
  const point = (i: number, value: number) => `${round(frame.x + i + 0.5)} ${yOf(frame, value)}`
  const areas = { up: [] as string[], down: [] as string[] }
  for (let i = 0; i < own.length; ) {
    const side = Math.sign(own[i]! - base[i]!)
    let end = i
    while (isThere(end) && Math.sign(own[end]! - base[end]!) === side) end++
    if (side === 1 || side === -1) {
      // One column more: the lines cross there.
      const last = isThere(end) ? end : end - 1
      const [there, back]: [string[], string[]] = [[], []]
      for (let k = i; k <= last; k++) {
        there.push(point(k, own[k]!))
        back.push(point(k, base[k]!))
      }
      areas[side === 1 ? 'up' : 'down'].push(`M${there.join('L')}L${back.reverse().join('L')}Z`)
    }
    i = Math.max(end, i + 1)
  }
  return Object.entries(areas).flatMap(([name, paths]) =>
    paths.length === 0 ? [] : [`<path class="${name}" d="${paths.join('')}"/>`],
  )
}

/** What the fills mean, at the right end of the legend. */
export function fillsLegend({ y, right }: { y: number; right: number }): string[] {
  const entries = [
    ['down', '▼ less than before'],
    ['up', '▲ more than before'],
  ] as const
  let x = right
  return entries.map(([fill, text]) => {
    const wide = textWidth(text, 12, 'sans')
    const at = x - wide
    x = at - SWATCH - 26
    const swatch = `<rect class="${fill}" x="${round(at - SWATCH - 6)}" y="${y - 9}" width="${SWATCH}" height="10"/>`
    return `${swatch}<text class="sub" x="${round(at)}" y="${y}">${text}</text>`
  })
}
