import { useMemo } from 'preact/hooks'
import {
  ACCENT,
  DIFFERENCE,
  DIFFERENCE_TEXT,
  differenceStep,
  HEAT,
  HEAT_TEXT,
  heatStep,
  NEUTRAL,
} from '../../src/render/svg/heat.ts'
import { makePalette, mixPixels, type Palette, pixel } from '../flame/palette.ts'
import { functions, matches } from '../state/answers.ts'
import { colouring, recording } from '../state/app-state.ts'
import { heatMeasure } from '../state/map-state.ts'
import { theme } from '../state/theme.ts'
import { differences, heat, signedSteps } from '../state/tones.ts'
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
  const { difference, largestSigned } = answer.graph
  const signed = largestSigned === null ? null : signedSteps.value
  const steps = difference === null ? signed : differences.value
  const compared = steps?.[measure] ?? null
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
    return coloursOf(answer, palette, {
      now,
      cycles: cycleColours(answer, { measure, hottest: values.hottest, now, how }),
    })
  }, [answer, values, compared, packageOf, found, now, how])
}

/** A fill and the text on it. */
interface CycleColours {
  readonly fill: string
  readonly text: string
}

/** Colours of the nodes that stand for cycles, which have no func: by node. */
function cycleColours(
  { graph }: GraphAnswer,
  {
    measure,
    hottest,
    now,
    how,
  }: { measure: 'self' | 'total'; hottest: number; now: 'dark' | 'light'; how: 'heat' | 'package' },
): ReadonlyMap<number, CycleColours> {
  const { nodes, difference, largestSigned } = graph
  const colours = new Map<number, CycleColours>()
  for (let node = 0; node < nodes.length; node++) {
    if (nodes.func[node]! >= 0 || how === 'package') continue
    const isTwoSided = difference !== null || largestSigned !== null
    const step = isTwoSided
      ? differenceStep(nodes.weight[node]!, 1)
      : heatStep(nodes[measure][node]!, hottest)
    const [fills, texts] = isTwoSided ? [DIFFERENCE[now], DIFFERENCE_TEXT[now]] : [HEAT[now], HEAT_TEXT[now]]
    colours.set(node, { fill: fills[step]!, text: texts[step]! })
  }
  return colours
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

function coloursOf(
  { graph }: GraphAnswer,
  palette: Palette,
  { now, cycles }: { now: 'dark' | 'light'; cycles: ReadonlyMap<number, CycleColours> },
): GraphColours {
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
    fill: each(nodes.length, node =>
      ofFunc(node, func => css(palette.fill[func]!), cycles.get(node)?.fill ?? neutral[2]!),
    ),
    text: each(nodes.length, node =>
      ofFunc(node, func => palette.texts[palette.text[func]!]!, cycles.get(node)?.text ?? neutral[7]!),
    ),
    quiet: each(nodes.length, node =>
      ofFunc(node, func => palette.quietTexts[palette.text[func]!]!, cycles.get(node)?.text ?? neutral[6]!),
    ),
    line: each(edges.length, edge => {
      const colour =
        graph.difference === null && graph.largestSigned === null
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
