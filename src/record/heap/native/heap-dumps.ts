import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

/** One moment of a process's heap, as the first line of a dump says. */
export interface DumpPoint {
  /** Position in its series, from 1 on. */
  readonly number: number
  /** When it was written, ns since 1970. */
  readonly time: bigint
  readonly objects: number
  readonly bytes: number
  readonly allocatedObjects: number
  readonly allocatedBytes: number
}

/** The dumps of one process. */
export interface DumpSeries {
  /** -1: the first process that had the environment, which is the program itself. */
  readonly pid: number
  /** By time. */
  readonly points: readonly DumpPoint[]
  /** The dump when most was in use, and the last one; null where no file is left to read. */
  readonly peak: { readonly path: string; readonly point: DumpPoint } | null
  readonly last: { readonly path: string; readonly point: DumpPoint } | null
  /** Dumps that processes forked from this one wrote under its name. */
  readonly strangers: number
}

/** What the names of all dumps begin with. */
export const PREFIX = 'p'
const NAME = /^p(?:_(\d+))?\.(\d+)\.heap$/
const HEADER = /^heap profile: *(-?\d+): *(-?\d+) *\[ *(\d+): *(\d+)\]/
const HEAD = 256

interface Seen {
  readonly path: string
  readonly point: DumpPoint
  isThere: boolean
}

/** Watches the folder into which tcmalloc dumps heaps: takes the first line of each dump and keeps the files that are needed at the
 *  end, so that a program that dumps for hours fills no disk. */
export class HeapDumps {
  readonly #folder: string
  /** By process, then in the order in which they were found. */
  readonly #series = new Map<number, Map<string, Seen>>()
  #timer: NodeJS.Timeout | null = null

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Looks every so many ms. */
  watch(period = 500): void {
    this.#timer = setInterval(() => this.#look(false), period)
    this.#timer.unref()
  }

  /** Ends watching and gives what there is, the program itself first. */
  finish(): DumpSeries[] {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#look(true)
    return [...this.#series].sort(([a], [b]) => a - b).map(([pid, seen]) => seriesOf(pid, [...seen.values()]))
  }

  #look(isOver: boolean): void {
    const newest = new Map<number, number>()
    const files = namesIn(this.#folder).flatMap(name => {
      const match = NAME.exec(name)
      if (match === null) return []
      const file = { name, pid: Number(match[1] ?? -1), number: Number(match[2]) }
      newest.set(file.pid, Math.max(newest.get(file.pid) ?? 0, file.number))
      return [file]
    })
    for (const { name, pid, number } of files) {
      // The last one may still be being written, or have been when the program was killed.
      const isLast = number === newest.get(pid)
      const path = join(this.#folder, name)
      if (!isLast || (isOver && isComplete(path))) this.#take(path, pid, number)
    }
    if (!isOver) for (const [pid, seen] of this.#series) prune([...seen.values()], newest.get(pid) ?? 0)
  }

  #take(path: string, pid: number, number: number): void {
    try {
      const time = statSync(path, { bigint: true }).mtimeNs
      let seen = this.#series.get(pid)
      if (seen === undefined) {
        seen = new Map()
        this.#series.set(pid, seen)
      }
      const key = `${number} ${time}`
      if (seen.has(key)) return
      const point = readHeader(path, number, time)
      if (point === null) return
      // A name that is written again is another process's: it forked.
      for (const other of seen.values()) if (other.path === path) other.isThere = false
      seen.set(key, { path, point, isThere: true })
    } catch {
      // Gone again.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Removes the dumps that are neither the largest nor the last two (the last may be cut off where the program was killed). */
function prune(seen: readonly Seen[], newest: number): void {
  const there = seen.filter(({ isThere }) => isThere)
  const peak = largest(there)
  for (const one of there) {
    if (one === peak || one.point.number >= newest - 1) continue
    try {
      unlinkSync(one.path)
    } catch {
      // It will be removed with its folder.
    }
    one.isThere = false
  }
}

function largest(seen: readonly Seen[]): Seen | null {
  let best: Seen | null = null
  for (const one of seen) if (best === null || one.point.bytes > best.point.bytes) best = one
  return best
}

/** Whether a dump has its end, the list of mappings. */
function isComplete(path: string): boolean {
  try {
    return readFileSync(path).includes('MAPPED_LIBRARIES:')
  } catch {
    return false
  }
}

/** The points of one process: a child that forks without starting a program goes on counting under its parent's name. What was
 *  allocated in all never falls, so that going back from the last dump tells most of them. */
function seriesOf(pid: number, seen: readonly Seen[]): DumpSeries {
  const byTime = seen.toSorted((a, b) =>
    a.point.time < b.point.time ? -1 : a.point.time > b.point.time ? 1 : a.point.number - b.point.number,
  )
  const own: Seen[] = []
  for (const one of byTime.toReversed()) {
    const after = own.at(-1)
    const isOwn =
      after === undefined ||
      (one.point.number < after.point.number && one.point.allocatedBytes <= after.point.allocatedBytes)
    if (isOwn) own.push(one)
  }
  own.reverse()
  const readable = own.filter(({ isThere }) => isThere)
  return {
    pid,
    points: own.map(({ point }) => point),
    peak: largest(readable),
    last: readable.at(-1) ?? null,
    strangers: seen.length - own.length,
  }
}

function readHeader(path: string, number: number, time: bigint): DumpPoint | null {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(HEAD)
    const match = HEADER.exec(head.toString('latin1', 0, readSync(file, head, 0, HEAD, 0)))
    if (match === null) return null
    const [objects, bytes, allocatedObjects, allocatedBytes] = match.slice(1).map(Number)
    return {
      number,
      time,
      objects: objects!,
      bytes: bytes!,
      allocatedObjects: allocatedObjects!,
      allocatedBytes: allocatedBytes!,
    }
  } finally {
    closeSync(file)
  }
}
