import { readFile } from 'node:fs/promises'
import type { Interpreter } from '../../../model/recording.ts'
import type { InsideFile } from '../../python/inject/inside-warnings.ts'
import { interpreterOf, list, record, unmatchedOf } from '../../python/inject/left-json.ts'

/** A value at a moment: ns since 1970, bytes. */
export type MemoryPoint = readonly [time: number, bytes: number]

/** What one process measured of its memory: a file of python/pyrometer/_memory_program.py. */
export interface MemoryFile extends InsideFile {
  readonly pid: number
  readonly interpreter: Interpreter
  /** 'sys.monitoring' or 'sys.settrace'. */
  readonly tracer: string
  /** Nanoseconds that a line costs. */
  readonly ownCost: number
  readonly functions: readonly MemoryFunction[]
  /** Calls of the chosen functions; `start` in ns since 1970. */
  readonly spans: readonly { name: string; start: number; duration: number; tid: number }[]
  /** Where memory passed the limit; null where it did not. */
  readonly passed: { name: string; file: string; line: number; bytes: number } | null
  readonly variables: VariableSizes | null
  readonly sites: AllocationSites | null
  /** Sites were asked for, and the interpreter has no tracemalloc. */
  readonly hasNoSites: boolean
}

export interface MemoryFunction {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly rows: readonly MemoryLine[]
}

/** Bytes; see python/pyrometer/_memory_lines.py. */
export interface MemoryLine {
  readonly line: number
  readonly occurrences: number
  readonly increment: number
  readonly memory: number
  readonly change: number
}

/** Sizes of local variables over time. */
export interface VariableSizes {
  /** By 'FUNCTION.variable'. */
  readonly points: ReadonlyMap<string, readonly MemoryPoint[]>
  /** ns that measuring took. */
  readonly cost: number
  readonly hasEstimates: boolean
  /** There were more variables than are kept. */
  readonly hasMore: boolean
}

/** Where memory was allocated; see python/pyrometer/_memory_sites.py. */
export interface AllocationSites {
  readonly frames: readonly { file: string; line: number; name: string; first: number }[]
  /** Frames from the outermost, and bytes and blocks at the peak, at the end, and of what grew between two points. */
  readonly stacks: readonly { path: readonly number[]; figures: readonly number[] }[]
  /** Frames that are kept of a stack. */
  readonly limit: number
  /** The exact peak of what was traced, and what the snapshot nearest to it holds, bytes; its time, ns since 1970. */
  readonly peak: number
  readonly held: number
  readonly heldAt: number
  /** Bytes in use at the end, null where that did not come. */
  readonly live: number | null
  /** Net growth between the two points, null where they were not asked for or did not come. */
  readonly growth: number | null
  readonly isGrowthMissing: boolean
  readonly snapshots: number
  /** ns that snapshots took. */
  readonly cost: number
  /** The program itself stopped tracemalloc. */
  readonly isStopped: boolean
  readonly timeline: readonly MemoryPoint[]
}

/** Reads such a file. @throws RecorderError PYRO_NOT_TRACED if it is none. */
export async function readMemoryFile(path: string): Promise<MemoryFile> {
  const data = record(JSON.parse(await readFile(path, 'utf8')), path)
  const object = (value: unknown) => (value == null ? null : record(value, path))
  const variables = object(data.variables)
  const sites = object(data.sites)
  const passed = data.passed == null ? null : list(data.passed)
  return {
    pid: figure(data.pid),
    interpreter: interpreterOf(data),
    tracer: String(data.tracer),
    ownCost: figure(data.ownCost),
    functions: list(data.functions).map(value => functionOf(record(value, path))),
    unmatched: unmatchedOf(data),
    notes: list(data.notes).map(String),
    spans: list(data.spans).map(span => {
      const [name, start, duration, tid] = list(span)
      return { name: String(name), start: figure(start), duration: figure(duration), tid: figure(tid) }
    }),
    passed: passed && {
      name: String(passed[0]),
      file: String(passed[1]),
      line: figure(passed[2]),
      bytes: figure(passed[3]),
    },
    variables: variables && variablesOf(variables, path),
    sites: sites && sitesOf(sites),
    hasNoSites: data.noSites === true,
  }
}

function functionOf(value: Record<string, unknown>): MemoryFunction {
  return {
    name: String(value.name),
    file: String(value.file),
    line: figure(value.line),
    rows: list(value.rows).map(row => {
      const [line = 0, occurrences = 0, increment = 0, memory = 0, change = 0] = list(row).map(figure)
      return { line, occurrences, increment, memory, change }
    }),
  }
}

function variablesOf(value: Record<string, unknown>, path: string): VariableSizes {
  const points = Object.entries(record(value.points, path))
  return {
    points: new Map(points.map(([name, series]) => [name, pointsOf(series)])),
    cost: figure(value.cost),
    hasEstimates: value.estimates === true,
    hasMore: value.more === true,
  }
}

function sitesOf(value: Record<string, unknown>): AllocationSites {
  return {
    frames: list(value.frames).map(frame => {
      const [file, line, name, first] = list(frame)
      return { file: String(file), line: figure(line), name: String(name), first: figure(first) }
    }),
    stacks: list(value.stacks).map(stack => {
      const [path, ...figures] = list(stack)
      return { path: list(path).map(figure), figures: figures.map(figure) }
    }),
    limit: figure(value.limit),
    peak: figure(value.peak),
    held: figure(value.held),
    heldAt: figure(value.heldAt),
    live: value.live == null ? null : figure(value.live),
    growth: value.growth == null ? null : figure(value.growth),
    isGrowthMissing: value.growthMissing === true,
    snapshots: figure(value.snapshots),
    cost: figure(value.cost),
    isStopped: value.stopped === true,
    timeline: pointsOf(value.timeline),
  }
}

function pointsOf(value: unknown): MemoryPoint[] {
  return list(value).map(point => {
    const [time, bytes] = list(point)
    return [figure(time), figure(bytes)]
  })
}

function figure(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
