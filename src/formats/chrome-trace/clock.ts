/** Steps of a double near `value`. */
function stepOf(value: number): number {
  return 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), Number.MIN_VALUE))) - 52)
}

/**
 * Nanoseconds since `origin` for a time in microseconds. Times are doubles that may count from 1970, so a difference may
 * be off by what such a double cannot say: what lies that close to a whole nanosecond is one.
 */
export function nanosecondsSince(origin: number): (time: number) => number {
  return time => {
    const nanoseconds = (time - origin) * 1000
    const whole = Math.round(nanoseconds)
    return Math.abs(nanoseconds - whole) <= 2000 * stepOf(time) ? whole : nanoseconds
  }
}
