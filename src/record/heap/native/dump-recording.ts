import { StacksBuilder } from '../../../model/part-builders.ts'
import type { Recording, Timeline, ValueType, Warning } from '../../../model/recording.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { tableBuilder } from '../../../model/table-builder.ts'
import { ThreadKind, TIMELINE_POINTS } from '../../../model/tables.ts'
import { copyStacks } from './copy-stacks.ts'
import type { DumpPoint, DumpSeries } from './heap-dumps.ts'
import { readDump } from './read-dump.ts'

const BYTES = { unit: 'bytes', precision: 'exact' } as const
const COUNT = { unit: 'count', precision: 'exact' } as const

/** What is known of every allocation site: at its process's peak, at the end, and in all. */
const HEAP_VALUES: readonly ValueType[] = [
  { name: 'peak bytes', kind: 'snapshot', ...BYTES },
  { name: 'peak objects', kind: 'snapshot', ...COUNT },
  { name: 'in-use bytes', kind: 'snapshot', ...BYTES },
  { name: 'in-use objects', kind: 'snapshot', ...COUNT },
  { name: 'allocated bytes', kind: 'sum', ...BYTES },
  { name: 'allocated objects', kind: 'sum', ...COUNT },
]
const PEAK = 0
const IN_USE = 2
const ALLOCATED = 4

/** The parts of a recording that heap dumps make, and what is to be said of them. */
export interface DumpedHeaps extends Pick<Recording, 'stacks' | 'timelines'> {
  readonly warnings: readonly Warning[]
}

/** What the dumps are of. */
export interface DumpedProgram {
  /** Of the program that was started. */
  readonly pid: number
  /** ns since 1970. */
  readonly startTime: bigint
}

/**
 * The dumps of all processes as one recording: sites of each process at its own peak and at its last dump, as a thread of that
 * process, and a timeline "heap" of the bytes in use. Addresses have their binaries; names they get later.
 */
export async function readDumps(
  series: readonly DumpSeries[],
  program: DumpedProgram,
  shared: SharedBuilder,
): Promise<DumpedHeaps> {
  const rows = new SiteRows(shared)
  const timelines: Timeline[] = []
  const warnings = new Map<string, Warning>()
  for (const one of series) {
    const { peak, last } = one
    if (peak === null || last === null) continue
    const atEnd = await readDump(last.path)
    const atPeak = peak.path === last.path ? atEnd : await readDump(peak.path)
    if (atEnd === null || atPeak === null) continue
    const thread = addProcess(shared, one, { program, name: programIn(atEnd) })
    const lost = rows.add(atPeak, thread, { figures: PEAK, whole: peak.point })
    const lostAtEnd = rows.add(atEnd, thread, { figures: IN_USE, whole: last.point })
    if (lost || lostAtEnd) addWarning(warnings, 'unlisted-sites', UNLISTED, 1)
    if (one.strangers > 0) addWarning(warnings, 'forked', FORKED, one.strangers)
    timelines.push(...timelinesOf(one.points, shared.threads.columns.process.get(thread), program.startTime))
  }
  return { stacks: rows.finish(), timelines, warnings: [...warnings.values()] }
}

const UNLISTED =
  'A heap had more allocation sites than a dump has room for: the smallest are together, without a stack.'
const FORKED =
  'Processes that fork without starting a program write under the name of the first one: dumps that cannot be its own were left out.'

function addWarning(warnings: Map<string, Warning>, code: string, message: string, count: number): void {
  warnings.set(code, { code, message, count: (warnings.get(code)?.count ?? 0) + count, firstAt: null })
}

/** Figures by process and stack. */
class SiteRows {
  readonly #shared: SharedBuilder
  /** By thread and stack. */
  readonly #rows = new Map<string, { thread: number; stack: number; values: number[] }>()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** Adds a dump's figures; true where its sites do not account for all that the heap had. */
  add(dump: Recording, thread: number, { figures, whole }: { figures: number; whole: DumpPoint }): boolean {
    const { valueTypes, samples, weights } = dump.stacks!
    const stacks = copyStacks(dump.shared, this.#shared)
    const column = (name: string) => weights[valueTypes.findIndex(type => type.name === name)]
    const columns = [column('in-use bytes'), column('in-use objects')]
    const allocated = [column('allocated bytes'), column('allocated objects')]
    const left = [whole.bytes, whole.objects, whole.allocatedBytes, whole.allocatedObjects]
    const take = (stack: number, k: number, [inUse, inAll]: readonly number[]) => {
      const values = this.#row(thread, stack)
      values[figures + k]! += inUse!
      if (figures === IN_USE) values[ALLOCATED + k]! += inAll!
    }
    for (let i = 0; i < samples.length; i++) {
      const stack = samples.stack[i] === -1 ? -1 : stacks[samples.stack[i]!]!
      for (const k of [0, 1] as const) {
        const figure = [columns[k]?.[i] ?? 0, allocated[k]?.[i] ?? 0]
        take(stack, k, figure)
        left[k]! -= figure[0]!
        left[2 + k]! -= figure[1]!
      }
    }
    if (left[0]! <= 0 && left[2]! <= 0) return false
    for (const k of [0, 1]) take(-1, k, [Math.max(0, left[k]!), Math.max(0, left[2 + k]!)])
    return true
  }

  finish(): Recording['stacks'] {
    const rows = [...this.#rows.values()]
    const some = (figure: number) => rows.some(({ values }) => values[figure] !== 0)
    // A program that was never caught with much in use shows what it allocated.
    const part = new StacksBuilder(HEAP_VALUES, some(PEAK) ? PEAK : ALLOCATED)
    for (const { thread, stack, values } of rows) part.add({ stack, thread }, values)
    return part.finish(false)
  }

  #row(thread: number, stack: number): number[] {
    const key = `${thread} ${stack}`
    let row = this.#rows.get(key)
    if (row === undefined) {
      row = { thread, stack, values: HEAP_VALUES.map(() => 0) }
      this.#rows.set(key, row)
    }
    return row.values
  }
}

/** The thread that stands for a process. */
function addProcess(
  shared: SharedBuilder,
  { pid: own, points }: DumpSeries,
  { program, name }: { program: DumpedProgram; name: string },
): number {
  const pid = own === -1 ? program.pid : own
  const since = (time: bigint) => Math.max(0, Number(time - program.startTime))
  const row = shared.process({
    pid,
    name,
    parent: pid === program.pid || shared.processes.length === 0 ? -1 : 0,
    start: since(points[0]!.time),
    end: since(points.at(-1)!.time),
  })
  return shared.thread({ process: row, tid: pid, name, kind: ThreadKind.native, isMain: 1 })
}

/** The binary that is mapped lowest is the program itself. */
function programIn({ shared: { libs, strings } }: Recording): string {
  let lowest = -1
  for (let i = 0; i < libs.length; i++) {
    const isFile = strings[libs.path[i]!]!.startsWith('/')
    if (isFile && (lowest === -1 || libs.start[i]! < libs.start[lowest]!)) lowest = i
  }
  return lowest === -1 ? 'process' : strings[libs.name[lowest]!]!
}

function timelinesOf(points: readonly DumpPoint[], owner: number, startTime: bigint): Timeline[] {
  const series = (name: string, unit: Timeline['unit'], figureOf: (point: DumpPoint) => number): Timeline => {
    const table = tableBuilder(TIMELINE_POINTS)
    for (const point of points) {
      table.add({ time: Math.max(0, Number(point.time - startTime)), value: figureOf(point) })
    }
    return { name, unit, kind: 'gauge', process: owner, points: table.finish() }
  }
  return [
    series('heap', 'bytes', ({ bytes }) => bytes),
    series('heap-objects', 'count', ({ objects }) => objects),
  ]
}
