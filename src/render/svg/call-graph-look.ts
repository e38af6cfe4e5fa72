import { bendWeight, type DotTheme, signedStep, type ThemeName, themeNamed } from '../dot/theme.ts'
import type { LabelLine } from './call-graph-labels.ts'
import { differenceLegend, differenceRules } from './difference-look.ts'
import { ACCENT, DIFFERENCE, HEAT, HEAT_TEXT, heatStep, NEUTRAL, type Theme } from './heat.ts'
import { escapeXml } from './svg-text.ts'

/** How a call graph is painted in SVG. Weights are in [0, 1]; with two sides, in [-1, 1]. */
export interface CallGraphLook {
  readonly style: string
  /** Font size that the style sheet sets. */
  readonly size: number
  /** Attributes of a node's box, a line of its text, an edge's line and its arrow. */
  readonly box: (weight: number) => string
  readonly text: (weight: number, kind: LabelLine['kind']) => string
  readonly line: (weight: number) => string
  readonly arrow: (weight: number) => string
  readonly pen: (weight: number) => number
  /** What explains the colours; '' nothing. */
  readonly legend: (at: LegendPlace) => string
}

/** Where what explains the colours ends, and what it says. */
interface LegendPlace {
  readonly right: number
  readonly y: number
  /** How wide it may be. */
  readonly room: number
  /** The measure: "wall". */
  readonly text: string
  /** What the hot end, or both ends of a difference, stand for: "76.4 %"; '' unknown. */
  readonly most: string
  /** Whether something is below zero, so that the scale has two sides without a base. */
  readonly isSigned?: boolean
}

const SANS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arimo,sans-serif'
const CODE = 'ui-monospace,SFMono-Regular,Menlo,Cousine,Consolas,monospace'

/** The look of a theme: our own with its dark sister, or one of gprof2dot's. */
export function callGraphLook(
  name: ThemeName | 'difference',
  { skew, isBySelf }: { skew: number; isBySelf: boolean },
): CallGraphLook {
  if (name === 'difference') return differenceLook(skew, isBySelf)
  return name === 'heat' ? heatLook(skew, isBySelf) : plainLook(themeNamed(name, skew))
}

const BASICS = [
  `text{font:12px ${SANS};white-space:pre;font-variant-numeric:tabular-nums}.node text,.calls{text-anchor:middle}`,
  `.name{font-family:${CODE};font-weight:600}`,
  '.head{font-size:16px;font-weight:600}.end{text-anchor:end}',
  '.calls,.over{paint-order:stroke;stroke-width:3px}.node rect{stroke-width:1}.group rect{stroke-width:1}.node:hover rect{stroke-width:2}',
].join('')

function heatLook(skew: number, isBySelf: boolean): CallGraphLook {
  const step = (weight: number) => heatStep(bendWeight(weight, skew), 1)
  return {
    style: [BASICS, themeRules('light'), `@media(prefers-color-scheme:dark){${themeRules('dark')}}`].join(''),
    size: 12,
    box: weight => `class="h${step(weight)}" rx="3"`,
    text: (weight, kind) => `class="${kind === 'name' ? 'name ' : ''}t${step(weight)}"`,
    line: weight => `class="e${step(weight)}"`,
    arrow: weight => `class="a${step(weight)}"`,
    pen: weight => Math.max(1, Math.min(1, weight) * 5),
    legend: at => heatLegend(`heat = ${isBySelf ? 'self' : 'total'} ${at.text} · 0`, at),
  }
}

function differenceLook(skew: number, isBySelf: boolean): CallGraphLook {
  const step = (weight: number) => signedStep(weight, skew)
  const measure = isBySelf ? 'self' : 'total'
  return {
    ...heatLook(1, isBySelf),
    style: [
      BASICS,
      differenceThemeRules('light'),
      `@media(prefers-color-scheme:dark){${differenceThemeRules('dark')}}`,
    ].join(''),
    box: weight => `class="h${step(weight)}" rx="3"`,
    text: (weight, kind) => `class="${kind === 'name' ? 'name ' : ''}t${step(weight)}"`,
    line: weight => `class="e${step(weight)}"`,
    arrow: weight => `class="a${step(weight)}"`,
    pen: weight => Math.max(1, Math.abs(weight) * 5),
    legend: ({ right, y, room, most, text, isSigned = false }) =>
      most === ''
        ? ''
        : differenceLegend({
            ...{ right, y, room },
            measure: isSigned ? `${measure} ${text}` : measure,
            largest: most,
            isSigned,
          }),
  }
}

function differenceThemeRules(theme: Theme): string {
  const edges = DIFFERENCE[theme].map((fill, i) => {
    const edge = i === 3 ? NEUTRAL[theme][5] : fill
    return `.e${i}{stroke:${edge}}.a${i}{fill:${edge}}`
  })
  return [frameRules(theme), differenceRules(theme), ...edges].join('')
}

function heatLegend(text: string, { right, y, most }: LegendPlace): string {
  if (most === '') return ''
  const start = right - 7 * most.length - 6 - 96
  const swatches = Array.from(
    { length: 8 },
    (_, i) => `<rect class="h${i}" x="${start + 12 * i}" y="${y - 9}" width="12" height="8"/>`,
  )
  return [
    `<text class="sub end" x="${start - 8}" y="${y}">${escapeXml(text)}</text>`,
    ...swatches,
    `<text class="sub end" x="${right}" y="${y}">${escapeXml(most)}</text>`,
  ].join('\n')
}

function themeRules(theme: Theme): string {
  const rules = HEAT[theme].map((fill, i) => {
    const edge = i < 3 ? NEUTRAL[theme][5] : HEAT[theme][Math.max(4, i)]
    return `.h${i}{fill:${fill}}.t${i}{fill:${HEAT_TEXT[theme][i]}}.e${i}{stroke:${edge}}.a${i}{fill:${edge}}`
  })
  return [frameRules(theme), ...rules].join('')
}

/** What has no heat. */
function frameRules(theme: Theme): string {
  const neutral = NEUTRAL[theme]
  return [
    `svg:root{background:${neutral[0]}}.page{fill:${neutral[0]}}.head{fill:${neutral[7]}}.sub,.calls{fill:${neutral[6]}}`,
    `.node rect{stroke:${neutral[4]}}.group rect{fill:${neutral[1]};stroke:${neutral[4]}}`,
    `.node:hover rect{stroke:${ACCENT[theme]}}.calls{stroke:${neutral[0]}}.over{stroke:${neutral[1]}}`,
  ].join('')
}

/** gprof2dot's colours on white. */
function plainLook(theme: DotTheme): CallGraphLook {
  const isSolid = theme.nodeStyle !== 'filled'
  return {
    style: [
      'text{font:10px Arial,Helvetica,Arimo,sans-serif;white-space:pre}.node text,.calls{text-anchor:middle}',
      '.head,.sub{fill:#1b1a18}.head{font-size:16px;font-weight:600}.sub{font-size:12px}.end{text-anchor:end}',
      '.page{fill:#ffffff}.calls{fill:#454442;stroke:#ffffff;stroke-width:3px;paint-order:stroke}.over{stroke:#ffffff;stroke-width:3px;paint-order:stroke}.group rect{fill:none;stroke:#d2d1ce;stroke-width:1}',
    ].join(''),
    size: 10,
    box: weight => {
      const { color } = theme.node(weight)
      return `fill="${isSolid ? 'none' : color}" stroke="${color}" stroke-width="1"`
    },
    text: weight => `fill="${theme.node(weight).fontColor}"`,
    line: weight => `stroke="${theme.edge(weight).color}"`,
    arrow: weight => `fill="${theme.edge(weight).color}"`,
    pen: weight => theme.penWidth(Math.min(1, Math.abs(weight))),
    legend: () => '',
  }
}
