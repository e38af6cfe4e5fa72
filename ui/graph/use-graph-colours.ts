import { useMemo } from 'preact/hooks'
import { ACCENT, DIFFERENCE, differenceStep, HEAT, heatStep, NEUTRAL } from '../../src/render/svg/heat.ts'
import { makePalette, mixPixels, type Palette, pixel } from '../flame/palette.ts'
import { differences, functions, heat, matches } from '../state/answers.ts'
import { colouring, recording } from '../state/app-state.ts'
import { heatMeasure } from '../state/map-state.ts'
import { theme } from '../state/theme.ts'
import type { GraphAnswer } from '../worker/protocol.ts'

/** The colours of a drawn graph, as CSS has them. */
export interface GraphColours {
  readonly ground: string
  /** Per node. */
  readonly fill: readonly string[]
  readonly text: readonly string[]
  readonly quiet: readonly string[]
  /** Per edge. */
  readonly line: readonly string[]
  /** Borders of nodes and groups, texts on edges and of groups, the selection, and the keyboard's ring. */
  readonly border: string
  readonly group: string
  readonly edgeText: string
  readonly outline: string
  readonly accent: string
}

const NO_FUNCS = new Int32Array(0)

/** Colours of a graph's nodes and edges, made anew when the answer, the heat, the search or the theme change. */
export function useGraphColours(answer: GraphAnswer): GraphColours {
  const known = heat.value
  const table = functions.value.value
  const measure = heatMeasure.value
  const packageOf = recording.value?.funcs.package ?? NO_FUNCS
  const found = matches.value
  const compared = (answer.graph.difference === null ? null : differences.value?.[measure]) ?? null
  const now = theme.value
  const how = colouring.value
  const values = useMemo(() => {
    if (measure === 'self' && table !== null) return known
    return columnOf(answer, measure, packageOf.length)
  }, [measure, known, table, answer, packageOf])
  return useMemo(() => {
    const palette = makePalette({
      theme: now,
      colouring: how,
      self: values.self,
      hottest: values.hottest,
      difference: compared,
      packageOf,
      matches: found,
    })
    return coloursOf(answer, palette, now)
  }, [answer, values, compared, packageOf, found, now, how])
}

/** A measure of the nodes, by func. */
function columnOf({ graph }: GraphAnswer, measure: 'self' | 'total', funcs: number) {
  const self = new Float64Array(funcs)
  let hottest = 0
  const column = graph.nodes[measure]
  for (let node = 0; node < column.length; node++) {
    const func = graph.nodes.func[node]!
    if (func >= 0) self[func] = column[node]!
    if (column[node]! > hottest) hottest = column[node]!
  }
  return { self, hottest }
}

function coloursOf({ graph }: GraphAnswer, palette: Palette, now: 'dark' | 'light'): GraphColours {
  const { nodes, edges } = graph
  const neutral = NEUTRAL[now]
  const isFaded = (node: number) => {
    const func = nodes.func[node]!
    return palette.matches !== null && func >= 0 && palette.matches[func] === 0
  }
  const ofFunc = <T>(node: number, take: (func: number) => T, other: T): T =>
    nodes.func[node]! >= 0 ? take(nodes.func[node]!) : other
  const each = <T>(length: number, take: (index: number) => T) => Array.from({ length }, (_, i) => take(i))
  return {
    ground: neutral[0]!,
    fill: each(nodes.length, node => ofFunc(node, func => css(palette.fill[func]!), neutral[2]!)),
    text: each(nodes.length, node => ofFunc(node, func => palette.texts[palette.text[func]!]!, neutral[7]!)),
    quiet: each(nodes.length, node =>
      ofFunc(node, func => palette.quietTexts[palette.text[func]!]!, neutral[6]!),
    ),
    line: each(edges.length, edge => {
      const colour =
        graph.difference === null
          ? heatLine(edges.weight[edge]!, now)
          : differenceLine(edges.weight[edge]!, now)
      const isAside = isFaded(edges.caller[edge]!) && isFaded(edges.callee[edge]!)
      return isAside ? css(mixPixels(pixel(neutral[0]!), pixel(colour), 0.3)) : colour
    }),
    border: neutral[4]!,
    group: neutral[1]!,
    edgeText: neutral[6]!,
    outline: neutral[7]!,
    accent: ACCENT[now],
  }
}

function heatLine(weight: number, now: 'dark' | 'light'): string {
  const step = heatStep(Math.abs(weight), 1)
  return step < 3 ? NEUTRAL[now][5]! : HEAT[now][Math.max(now === 'dark' ? 3 : 4, step)]!
}

function differenceLine(weight: number, now: 'dark' | 'light'): string {
  const step = differenceStep(weight, 1)
  return step === 3 ? NEUTRAL[now][5]! : DIFFERENCE[now][step]!
}

function css(colour: number): string {
  const hex = (shift: number) => ((colour >>> shift) & 0xff).toString(16).padStart(2, '0')
  return `#${hex(0)}${hex(8)}${hex(16)}`
}
