import { THIN_SPACE } from '../../src/base/units.ts'

/** A tick of a time axis: where, in ns and as a share of the axis, and what it says. */
export interface Tick {
  readonly time: number
  readonly at: number
  readonly label: string
}

const UNITS = [
  { least: 1e9, scale: 1e9, suffix: 's' },
  { least: 1e6, scale: 1e6, suffix: 'ms' },
  { least: 1e3, scale: 1e3, suffix: 'µs' },
  { least: 0, scale: 1, suffix: 'ns' },
] as const

/** Steps before the end in which nothing else is written: the end with its unit is as long as two others. */
const END_ROOM = 0.85

/** Ticks at round times, at most `count` steps apart from the ends; only the first names the unit, and the end of the axis
 *  is always written. */
export function timeTicks(start: number, end: number, count: number): Tick[] {
  const width = end - start
  if (!(width > 0)) return []
  const unit = UNITS.find(({ least }) => width >= least) ?? UNITS[3]
  const step = roundStep(width / Math.max(1, count))
  const digits = Math.max(0, -Math.floor(Math.log10(step / unit.scale) + 1e-9))
  const text = (time: number) => (time / unit.scale).toFixed(digits)
  const ticks: Tick[] = []
  for (let k = Math.ceil(start / step); k * step < end - END_ROOM * step; k++) {
    const time = k * step
    const isFirst = ticks.length === 0
    ticks.push({
      time,
      at: (time - start) / width,
      label: isFirst ? `${text(time)}${THIN_SPACE}${unit.suffix}` : text(time),
    })
  }
  const endDigits = Math.max(digits, width / unit.scale < 100 ? 1 : 0)
  ticks.push({
    time: end,
    at: 1,
    label: `${(end / unit.scale).toFixed(endDigits)}${THIN_SPACE}${unit.suffix}`,
  })
  return ticks
}

/** The next 1, 2 or 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5, 10].find(f => f * power >= least * 0.999) ?? 10
  return factor * power
}
