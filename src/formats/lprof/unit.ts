/** Nanoseconds of a tick of `unit` seconds. The units that are written as decimals (1e-06, 1e-07, 1e-09) give whole
 *  numbers, so that whole ticks are whole nanoseconds. */
export function nanosecondsPerTick(unit: number): number {
  const scale = unit * 1e9
  const whole = Math.round(scale)
  return whole > 0 && Math.abs(scale - whole) < 1e-9 * scale ? whole : scale
}
