/** Timelines of a recording that was read from mprof: memory, and at each call of a timed function the memory before and
 *  after it and the number of calls that it lies in. The points of the first and third stand in the order of the marks,
 *  those of the second in the order of the marks' ends. */
export const TIMELINES = {
  memory: 'rss',
  atCall: 'rss at call',
  atReturn: 'rss at return',
  depth: 'call depth',
} as const

/** Marks by their ends, equal ends in the order of the marks. */
export function orderByEnd(starts: ArrayLike<number>, durations: ArrayLike<number>): number[] {
  return Array.from({ length: starts.length }, (_, i) => i).sort(
    (a, b) => starts[a]! + durations[a]! - (starts[b]! + durations[b]!) || a - b,
  )
}

/** The name of the process that CHLD lines call by a number, and the number in such a name. */
export const childName = (number: string) => `child ${number}`
export const childNumber = (name: string) => /^child (\S+)$/.exec(name)?.[1] ?? null
