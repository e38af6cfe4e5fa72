import type { MemoryCurve } from '../../src/query/time/memory-timeline.ts'
import { ACCENT, NEUTRAL, type Theme } from '../../src/render/svg/heat.ts'
import { roundSteps } from '../../src/render/svg/plot-axes.ts'
import type { LaneSurface } from './paint-lane.ts'

/** What the chart of memory shows. */
export interface MemoryPlot {
  /** ns. */
  readonly start: number
  readonly end: number
  readonly curves: readonly MemoryCurve[]
  /** Those of the base. */
  readonly base: readonly MemoryCurve[]
  readonly kernelPeak: number | null
  readonly peak: { readonly time: number; readonly value: number } | null
}

/** How a curve is drawn: lines are told apart by their weight and their dashes, for colour means heat. */
export interface CurveLook {
  readonly width: number
  /** Of a line of that width; empty: solid. */
  readonly dash: readonly number[]
  readonly isStrong: boolean
}

const DETAIL_DASHES: Readonly<Record<string, readonly number[]>> = {
  pss: [6, 3],
  uss: [2, 3],
  swap: [8, 3, 2, 3],
  'peak-rss': [1, 3],
}

/** The look of a curve in the chart and in its legend. */
export function lookOf({ role, name }: Pick<MemoryCurve, 'role' | 'name'>): CurveLook {
  if (role === 'all' || role === 'program')
    return { width: role === 'all' ? 2.5 : 1.75, dash: [], isStrong: true }
  if (role === 'child') return { width: 1, dash: [], isStrong: false }
  return { width: 1.25, dash: DETAIL_DASHES[name] ?? [4, 4], isStrong: true }
}

/** Bytes at the upper edge: a round figure above all that is drawn. */
export function topOf({ curves, base, kernelPeak }: MemoryPlot): number {
  let most = kernelPeak ?? 0
  for (const { peak } of [...curves, ...base]) if (peak > most) most = peak
  return roundSteps(most * 1.04, 4).at(-1)!
}

const SERIES: Readonly<Record<Theme, string>> = { dark: '#71c1f7', light: '#1666aa' }

/** Paints the curves over lines at round figures, and marks the peak. */
export function paintMemory(plot: MemoryPlot, surface: LaneSurface): void {
  const { context, width, height, ratio, theme } = surface
  const top = topOf(plot)
  const x = (time: number) => ((time - plot.start) / (plot.end - plot.start)) * width
  const y = (value: number) => height - (value / top) * height
  context.clearRect(0, 0, width, height)
  context.lineJoin = 'round'
  context.strokeStyle = NEUTRAL[theme][3]!
  context.lineWidth = ratio
  for (const value of roundSteps(top, 4)) line(context, [0, y(value)], [width, y(value)])
  const [first] = plot.curves
  if (first !== undefined) {
    context.globalAlpha = 0.12
    context.fillStyle = SERIES[theme]
    trace(context, first, { x, y })
    context.lineTo(x(first.time.at(-1)!), height)
    context.lineTo(x(first.time[0]!), height)
    context.fill()
    context.globalAlpha = 1
  }
  const draw = (curve: MemoryCurve, colour: string) => {
    const look = lookOf(curve)
    context.strokeStyle = colour
    context.globalAlpha = look.isStrong ? 1 : 0.6
    context.lineWidth = look.width * ratio
    context.setLineDash(look.dash.map(length => length * ratio))
    trace(context, curve, { x, y })
    context.stroke()
    context.setLineDash([])
    context.globalAlpha = 1
  }
  for (const curve of plot.base.slice(0, 1)) draw(curve, NEUTRAL[theme][5]!)
  for (const curve of plot.curves.toReversed()) draw(curve, SERIES[theme])
  if (plot.kernelPeak !== null) {
    context.strokeStyle = NEUTRAL[theme][5]!
    context.setLineDash([2 * ratio, 4 * ratio])
    line(context, [0, y(plot.kernelPeak)], [width, y(plot.kernelPeak)])
    context.setLineDash([])
  }
  if (plot.peak !== null && plot.peak.time >= plot.start && plot.peak.time <= plot.end) {
    context.beginPath()
    context.arc(x(plot.peak.time), y(plot.peak.value), 4 * ratio, 0, 2 * Math.PI)
    context.fillStyle = ACCENT[theme]
    context.fill()
    context.strokeStyle = NEUTRAL[theme][0]!
    context.lineWidth = 1.5 * ratio
    context.stroke()
  }
}

function line(
  context: CanvasRenderingContext2D,
  from: readonly [number, number],
  to: readonly [number, number],
) {
  context.beginPath()
  context.moveTo(...from)
  context.lineTo(...to)
  context.stroke()
}

function trace(
  context: CanvasRenderingContext2D,
  { time, value }: MemoryCurve,
  { x, y }: { x: (time: number) => number; y: (value: number) => number },
) {
  context.beginPath()
  for (let i = 0; i < time.length; i++) context.lineTo(x(time[i]!), y(value[i]!))
}
