/** What the part of a line before its time says: `comm pid/tid [cpu]` and the letters of `-F +misc`. */
export interface ThreadText {
  /** The command's name, '' where it was not printed. */
  readonly comm: string
  /** -1 where only one number was printed: that is the thread's. */
  readonly pid: number
  /** NaN where none was printed. */
  readonly tid: number
  /** NaN where it was not printed. */
  readonly cpu: number
  /** Letters such as K and U (kernel, user), '' where they were not printed. */
  readonly misc: string
}

const MISC = /(?<=[\d\]]) +([KUHGgMEFSp*]{1,5})$/
const CPU = / *\[(\d{1,7})\]$/
/** `perf script -L`: the processor without brackets, three columns wide. */
const LATENCY_CPU = /(\S +-?\d+) ( {2}\d| \d\d|\d{3})$/
const IDS = /(?:^|[ \t])(-?\d{1,10})(?:[ \t]*\/(-?\d{1,10}))?$/

/** Takes that part apart. Command names may hold spaces and digits: the last numbers are the ids. */
export function parseThreadText(text: string): ThreadText {
  let rest = text.trim()
  let misc = ''
  let cpu = Number.NaN
  const found = MISC.exec(rest)
  if (found !== null) {
    misc = found[1]!
    rest = rest.slice(0, found.index)
  }
  const bracketed = CPU.exec(rest)
  const bare = bracketed === null ? LATENCY_CPU.exec(rest) : null
  if (bracketed !== null) {
    cpu = Number(bracketed[1])
    rest = rest.slice(0, bracketed.index).trimEnd()
  } else if (bare !== null) {
    cpu = Number(bare[2])
    rest = rest.slice(0, bare.index + bare[1]!.length)
  }
  const ids = IDS.exec(rest)
  if (ids === null) return { comm: rest, pid: -1, tid: Number.NaN, cpu, misc }
  const hasBoth = ids[2] !== undefined
  return {
    comm: rest.slice(0, ids.index).trimEnd(),
    pid: hasBoth ? Number(ids[1]) : -1,
    tid: Number(hasBoth ? ids[2] : ids[1]),
    cpu,
    misc,
  }
}
