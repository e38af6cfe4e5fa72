import { useMemo } from 'preact/hooks'
import { ACCENT, DIFFERENCE, differenceStep, HEAT, heatStep, NEUTRAL } from '../../src/render/svg/heat.ts'
import { isFaded, makePalette, mixPixels, type Palette, pixel, tonesOf } from '../canvas/palette.ts'
import { functions, matches } from '../state/answers.ts'
import { colouring, recording } from '../state/app-state.ts'
import { heatMeasure } from '../state/map-state.ts'
import { graphScale } from '../state/picture-scale.ts'
import { theme } from '../state/theme.ts'
import { heat, signedSteps } from '../state/tones.ts'
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
/** Of nodes that have steps of their own. */
const NO_STEPS = new Uint8Array(0)

/** Colours of a graph's nodes and edges, made anew when the answer, the heat, the search or the theme change. */
export function useGraphColours(answer: GraphAnswer): GraphColours {
  const known = heat.value
  const table = functions.value.value
  const measure = heatMeasure.value
  const packageOf = recording.value?.funcs.package ?? NO_FUNCS
  const found = matches.value
  const { difference, largestSigned } = answer.graph
  const signed = largestSigned === null ? null : (signedSteps.value?.[measure] ?? null)
  const own = difference === null ? null : (graphScale.value?.steps ?? null)
  const now = theme.value
  const how = colouring.value
  const values = useMemo(() => {
    if (measure === 'self' && table !== null) return { values: known.self, hottest: known.hottest }
    return columnOf(answer, measure, packageOf.length)
  }, [measure, known, table, answer, packageOf])
  return useMemo(() => {
    const palette = makePalette({
      ...{ theme: now, colouring: how, packageOf, matches: found, ...values },
      steps: own === null ? signed : NO_STEPS,
    })
    const isPackage = how === 'package'
    const steps = isPackage ? null : own
    const tones = nodeTones(answer, palette, { steps, measure, hottest: values.hottest, isPackage })
    return coloursOf(answer, palette, { now, tones })
  }, [answer, values, own, signed, packageOf, found, now, how])
}

/** Tones of the nodes. What stands for a cycle has no func, and yet heat. */
function nodeTones(
  { graph }: GraphAnswer,
  palette: Palette,
  how: { steps: Uint8Array | null; measure: 'self' | 'total'; hottest: number; isPackage: boolean },
): Uint8Array {
  const { nodes, largestSigned } = graph
  const { steps, measure, hottest, isPackage } = how
  const tones = tonesOf(palette, nodes.func, steps)
  for (let node = 0; node < tones.length && !isPackage; node++) {
    if (nodes.func[node]! >= 0) continue
    if (steps !== null) tones[node] = steps[node]!
    else if (largestSigned !== null) tones[node] = differenceStep(nodes.weight[node]!, 1)
    else tones[node] = heatStep(nodes[measure][node]!, hottest)
  }
  return tones
}

/** A measure of the nodes, by func. */
function columnOf({ graph }: GraphAnswer, measure: 'self' | 'total', funcs: number) {
  const values = new Float64Array(funcs)
  let hottest = 0
  const column = graph.nodes[measure]
  for (let node = 0; node < column.length; node++) {
    const func = graph.nodes.func[node]!
    if (func >= 0) values[func] = column[node]!
    if (column[node]! > hottest) hottest = column[node]!
  }
  return { values, hottest }
}

function coloursOf(
  { graph }: GraphAnswer,
  palette: Palette,
  { now, tones }: { now: 'dark' | 'light'; tones: Uint8Array },
): GraphColours {
  const { nodes, edges } = graph
  const neutral = NEUTRAL[now]
  const each = <T>(length: number, take: (index: number) => T) => Array.from({ length }, (_, i) => take(i))
  const isAside = (node: number) => nodes.func[node]! >= 0 && isFaded(palette, nodes.func[node]!)
  return {
    ground: neutral[0]!,
    fill: each(nodes.length, node => css(palette.fill[tones[node]!]!)),
    text: each(nodes.length, node => palette.texts[tones[node]!]!),
    quiet: each(nodes.length, node => palette.quietTexts[tones[node]!]!),
    line: each(edges.length, edge => {
      const colour =
        graph.difference === null && graph.largestSigned === null
          ? heatLine(edges.weight[edge]!, now)
          : differenceLine(edges.weight[edge]!, now)
      const isPale = isAside(edges.caller[edge]!) && isAside(edges.callee[edge]!)
      return isPale ? css(mixPixels(pixel(neutral[0]!), pixel(colour), 0.3)) : colour
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
