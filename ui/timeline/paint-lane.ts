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

/** Paints a value over time as an area from 0 to the highest that is drawn; bins without a point keep the value before. */
export function paintSeries(series: TimelineSeries, surface: LaneSurface): void {
  const { context, width, height, theme } = surface
  const { values } = series
  const bins = values.length
  let highest = 0
  for (const value of values) if (value > highest) highest = value
  context.fillStyle = theme === 'dark' ? '#3e6d96' : '#a5c4e0'
  let last = Number.NaN
  for (let bin = 0; bin < bins; bin++) {
    if (!Number.isNaN(values[bin]!)) last = values[bin]!
    if (!(last > 0)) continue
    const x = Math.round((bin / bins) * width)
    const next = Math.max(x + 1, Math.round(((bin + 1) / bins) * width))
    const tall = Math.max(1, Math.round(height * Math.min(1, last / highest) * 0.92))
    context.fillRect(x, height - tall, next - x, tall)
  }
}
