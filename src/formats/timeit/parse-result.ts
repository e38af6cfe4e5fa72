/** What the line of a result says. Times are nanoseconds of one loop. */
export interface Result {
  /** 'best' of the runs (Python, IPython up to 5), or their 'mean'. */
  readonly kind: 'best' | 'mean'
  readonly time: number
  /** NaN where it is not said. */
  readonly deviation: number
  readonly runs: number
  /** Loops of each run. */
  readonly loops: number
}

const NANOSECONDS: Readonly<Record<string, number>> = {
  d: 86_400e9,
  h: 3600e9,
  min: 60e9,
  s: 1e9,
  sec: 1e9,
  secs: 1e9,
  ms: 1e6,
  msec: 1e6,
  us: 1e3,
  usec: 1e3,
  µs: 1e3,
  μs: 1e3,
  ns: 1,
  nsec: 1,
  ps: 1e-3,
}
const UNIT = '(?:d|h|min|secs?|s|msec|ms|usec|us|[µμ]s|nsec|ns|ps)'
const NUMBER = String.raw`\d+(?:\.\d*)?(?:e[+-]?\d+)?`
/** "1.5 msec", "2.5 µs", "1min 2s". */
export const DURATION = `${NUMBER} ?${UNIT}(?: ${NUMBER} ?${UNIT})*`
const COUNT = String.raw`([\d,_]+)`

const BEST = new RegExp(`^${COUNT} loops?, best of (\\d+): (${DURATION}) per loop`)
const MEAN = new RegExp(
  `^(${DURATION}) (?:±|\\+-|\\+/-) (${DURATION}) per loop \\(mean (?:±|\\+-|\\+/-) std\\. dev\\. of (\\d+) runs?, ${COUNT} loops? each\\)`,
)

/** The result that a line tells, null when it is none. */
export function parseResult(line: string): Result | null {
  const text = line.trim()
  const best = BEST.exec(text)
  if (best !== null) {
    const [, loops = '', runs = '', time = ''] = best
    return {
      kind: 'best',
      time: parseDuration(time),
      deviation: Number.NaN,
      runs: Number(runs),
      loops: parseCount(loops),
    }
  }
  const mean = MEAN.exec(text)
  if (mean === null) return null
  const [, time = '', deviation = '', runs = '', loops = ''] = mean
  return {
    kind: 'mean',
    time: parseDuration(time),
    deviation: parseDuration(deviation),
    runs: Number(runs),
    loops: parseCount(loops),
  }
}

/** Nanoseconds of "1.5 msec" or "1min 2s"; a bare number is in seconds. NaN when it is neither. */
export function parseDuration(text: string): number {
  if (new RegExp(`^${NUMBER}$`).test(text)) return Number(text) * 1e9
  let sum = 0
  let hasPart = false
  for (const [, number, unit] of text.matchAll(new RegExp(`(${NUMBER}) ?(${UNIT})(?![a-z])`, 'g'))) {
    sum += scaled(number!, NANOSECONDS[unit!]!)
    hasPart = true
  }
  return hasPart ? sum : Number.NaN
}

/** A decimal times a power of ten (or a whole number), rounded as the decimal itself would be. */
function scaled(number: string, factor: number): number {
  const product = Number(number) * factor
  const rounded = Number(product.toPrecision(15))
  return Math.abs(rounded - product) <= 4 * Number.EPSILON * Math.abs(product) ? rounded : product
}

/** "100000", "1,000,000", "1_000_000". */
export function parseCount(text: string): number {
  return Number(text.replace(/[,_]/g, ''))
}
