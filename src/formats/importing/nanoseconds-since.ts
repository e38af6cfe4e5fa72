/** What the last digit of a double is worth, at most, as a share of it. */
const DIGIT = 2 ** -52

/**
 * Nanoseconds since `origin` for times in a unit of `nanoseconds` ns. Times are doubles that may count from 1970, so a
 * difference may be off by what such a double cannot say: what lies that close to a whole nanosecond is one.
 */
export function nanosecondsSince(origin: number, nanoseconds: number): (time: number) => number {
  return time => {
    const exact = (time - origin) * nanoseconds
    const whole = Math.round(exact)
    return Math.abs(exact - whole) <= 2 * nanoseconds * DIGIT * Math.abs(time) ? whole : exact
  }
}
