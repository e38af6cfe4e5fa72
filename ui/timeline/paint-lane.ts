import type { ThreadLane, TimelineSeries } from '../../src/query/time/timeline.ts'
import { HEAT, heatStep, NEUTRAL, type Theme } from '../../src/render/svg/heat.ts'

/** What a lane is painted on, in device pixels. */
export interface LaneSurface {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly ratio: number
  readonly theme: Theme
}

/** A bin of which less was seen is left empty. */
const LEAST = 0.02
/** Waiting for less of a bin than this would be a speck, not a fact. */
const LEAST_WAIT = 0.15

/**
 * Paints what a thread did: a bin takes the heat of its top func where the thread ran, is hatched where it waited in the
 * kernel, and cross-hatched where it waited for the interpreter's lock. Ran and waited share the height of the bin.
 */
export function paintLane(lane: ThreadLane, surface: LaneSurface): void {
  const { context, width, height, ratio, theme } = surface
  const bins = lane.running.length
  const hatch = hatchPattern(context, { ratio, theme, isCrossed: false })
  const cross = hatchPattern(context, { ratio, theme, isCrossed: true })
  for (let bin = 0; bin < bins; bin++) {
    const x = Math.round((bin / bins) * width)
    const next = Math.max(x + 1, Math.round(((bin + 1) / bins) * width))
    const ran = lane.running[bin]! + lane.runnable[bin]! + lane.unknown[bin]!
    const blocked = lane.blocked[bin]!
    const gil = lane.waitingGil[bin]!
    const seen = ran + blocked + gil
    if (seen < LEAST) continue
    const isBusy = (blocked + gil) / seen < LEAST_WAIT
    const ranHeight = isBusy ? height : Math.round((height * ran) / seen)
    if (ranHeight > 0) {
      context.fillStyle = HEAT[theme][heatStep(lane.heat[bin]!, 1)]!
      context.fillRect(x, height - ranHeight, next - x, ranHeight)
    }
    if (ranHeight < height) {
      const gilHeight = Math.round((height * gil) / seen)
      context.fillStyle = hatch
      context.fillRect(x, 0, next - x, height - ranHeight - gilHeight)
      context.fillStyle = cross
      context.fillRect(x, height - ranHeight - gilHeight, next - x, gilHeight)
    }
  }
}

const patterns = new Map<string, CanvasPattern>()

/** Thin diagonal lines of a neutral grey: waiting is cold. */
function hatchPattern(
  context: CanvasRenderingContext2D,
  { ratio, theme, isCrossed }: { ratio: number; theme: Theme; isCrossed: boolean },
): CanvasPattern | string {
  const key = `${ratio} ${theme} ${isCrossed}`
  const known = patterns.get(key)
  if (known !== undefined) return known
  const size = Math.round(5 * ratio)
  const tile = document.createElement('canvas')
  tile.width = size
  tile.height = size
  const pen = tile.getContext('2d')!
  pen.strokeStyle = theme === 'dark' ? '#46494f' : '#bfbdb9'
  pen.lineWidth = ratio
  pen.beginPath()
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, 0)
    pen.lineTo(shift + size, size)
    if (isCrossed) {
      pen.moveTo(shift + size, 0)
      pen.lineTo(shift, size)
    }
  }
  pen.stroke()
  const pattern = context.createPattern(tile, 'repeat')
  if (pattern === null) return NEUTRAL[theme][4]!
  patterns.set(key, pattern)
  return pattern
}

/** How much of a row's height values take. */
const USED = 0.92

/** Paints a value over time as an area between nothing and the value, under a line at nothing where there are values below it; bins without a
 *  point keep the value before. */
export function paintSeries(series: TimelineSeries, surface: LaneSurface): void {
  const { context, width, height, ratio, theme } = surface
  const { values } = series
  const bins = values.length
  let [highest, lowest] = [0, 0]
  for (const value of values) {
    if (value > highest) highest = value
    if (value < lowest) lowest = value
  }
  const { zero, unit } = seriesScale({ highest, lowest, height })
  context.fillStyle = theme === 'dark' ? '#3e6d96' : '#a5c4e0'
  let last = Number.NaN
  for (let bin = 0; bin < bins; bin++) {
    if (!Number.isNaN(values[bin]!)) last = values[bin]!
    if (!(last > 0 || last < 0)) continue
    const x = Math.round((bin / bins) * width)
    const next = Math.max(x + 1, Math.round(((bin + 1) / bins) * width))
    const tall = Math.max(1, Math.round(Math.abs(last) * unit))
    context.fillRect(x, last > 0 ? zero - tall : zero, next - x, tall)
  }
  if (lowest === 0) return
  context.fillStyle = NEUTRAL[theme][6]!
  context.fillRect(0, Math.min(height - ratio, zero), width, Math.max(1, Math.round(ratio)))
}

/** Where nothing stands from the top of a row, and how tall one is, in device pixels: at the lower edge where nothing is below it. */
export function seriesScale({
  highest,
  lowest,
  height,
}: {
  /** At least 0, at most 0. */
  highest: number
  lowest: number
  height: number
}): { readonly zero: number; readonly unit: number } {
  const span = highest - lowest
  const unit = span > 0 ? (height * USED) / span : 0
  if (lowest === 0) return { zero: height, unit }
  // Air above and below where values reach there.
  const air = (height * (1 - USED)) / 2
  return { zero: Math.round(air + highest * unit), unit }
}
