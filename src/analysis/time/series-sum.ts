/** A value over time: two columns of equal length, the times (ns) never falling. */
export interface Series {
  readonly time: Float64Array
  readonly value: Float64Array
}

/** The sum of several values over time. Between its points each keeps its last value; before its first and after its last it adds
 *  nothing (the process had not begun, or had ended). O(points log series). */
export function sumSeries(series: readonly Series[]): Series {
  const events: { time: number; which: number; value: number; isStep: boolean }[] = []
  const end = Math.max(...series.map(({ time }) => time.at(-1) ?? 0))
  for (const [which, { time, value }] of series.entries()) {
    for (let i = 0; i < time.length; i++) {
      events.push({ time: time[i]!, which, value: value[i]!, isStep: i === 0 })
    }
    const last = time.at(-1)
    // What ends with the last of all ends there, and is no fall.
    if (last !== undefined && last < end) events.push({ time: last, which, value: 0, isStep: true })
  }
  events.sort((a, b) => a.time - b.time)
  const now = new Float64Array(series.length)
  const time: number[] = []
  const value: number[] = []
  let sum = 0
  for (const event of events) {
    const before = sum
    sum += event.value - now[event.which]!
    now[event.which] = event.value
    // A process that begins or ends makes a step, no slope: two points at one time.
    if (time.at(-1) === event.time && !event.isStep) {
      value[value.length - 1] = sum
      continue
    }
    if (event.isStep && time.length > 0 && time.at(-1) !== event.time) {
      time.push(event.time)
      value.push(before)
    }
    time.push(event.time)
    value.push(sum)
  }
  return { time: Float64Array.from(time), value: Float64Array.from(value) }
}

/** The part of a series from one time to another, with the value it had when that begins. */
export function cutSeries({ time, value }: Series, from: number, to: number): Series {
  let first = 0
  while (first < time.length && time[first]! < from) first++
  let end = first
  while (end < time.length && time[end]! <= to) end++
  const isLed = first > 0 && from > time[first - 1]! && end > first - 1 && first < time.length
  const lead = isLed ? [[from], [value[first - 1]!]] : [[], []]
  return {
    time: Float64Array.from([...lead[0]!, ...time.subarray(first, end)]),
    value: Float64Array.from([...lead[1]!, ...value.subarray(first, end)]),
  }
}

/** The value at a time: the last one measured until then, the first where there is none yet; NaN of an empty series. */
export function valueAt({ time, value }: Series, at: number): number {
  let [low, high] = [0, time.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (time[middle]! <= at) low = middle
    else high = middle - 1
  }
  return value[low] ?? Number.NaN
}

/** The straight line of least squares through the points: its rise a second and its value at time 0. Null for fewer than two times. */
export function trendOf({
  time,
  value,
}: Series): { readonly perSecond: number; readonly atZero: number } | null {
  const { length } = time
  const seconds = time.map(ns => ns / 1e9)
  const [meanTime, meanValue] = [mean(seconds), mean(value)]
  let [over, under] = [0, 0]
  for (let i = 0; i < length; i++) {
    over += (seconds[i]! - meanTime) * (value[i]! - meanValue)
    under += (seconds[i]! - meanTime) ** 2
  }
  return under > 0 ? { perSecond: over / under, atZero: meanValue - (over / under) * meanTime } : null
}

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value / values.length
  return sum
}
