import { FormatError } from '../../base/errors.ts'
import { HeapBuilder } from '../../model/heap-builder.ts'
import type { Interpreter, Recording, Warning } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import type { ProcessIndex } from '../../model/tables.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { DumpedObjects } from './dumped-objects.ts'
import { type DumpRecord, dumpRecords, FORMAT } from './records.ts'
import { addSnapshot, type DumpedType, type SnapshotTables } from './snapshot-heap.ts'

/** What a snapshot says of itself and its program. */
export interface SnapshotHead {
  readonly name: string
  /** Nanoseconds since 1970. */
  readonly time: bigint
  readonly pid: number
  /** The script's name, "-c", "-m"; '' unknown. */
  readonly program: string
  readonly interpreter: Interpreter
  readonly command: readonly string[]
  readonly cwd: string | null
  readonly platform: string | null
}

/** How a snapshot was taken. */
export interface SnapshotEnd {
  /** The recorder's own objects, which are not in it. */
  readonly excluded: number
  /** Seconds for which the program stood still, or its copy worked. */
  readonly pause: number
  /** References to objects that are not in it: made meanwhile, or the recorder's own. */
  readonly strays: number
}

/** The snapshots of one file. */
export interface ReadSnapshots {
  readonly snapshots: readonly (SnapshotHead & SnapshotEnd)[]
  /** Whether the last one was cut off and is left out. */
  readonly isCut: boolean
}

/** Where snapshots go: a heap, and for times the nanoseconds since 1970 that are 0 there (null: the first snapshot's). */
export interface SnapshotsSink {
  readonly shared: SharedBuilder
  readonly heap: HeapBuilder
  readonly startTime: bigint | null
  readonly onProgress?: ((bytes: number) => void) | undefined
}

/** Reads a file that `pyrometer.heap()` wrote: a recording with a heap. @throws FormatError, UnsupportedVersionError. */
export async function readHeapDump(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const shared = new SharedBuilder()
  const heap = new HeapBuilder(shared)
  const sink = { shared, heap, startTime: null, onProgress: options.onProgress }
  const { snapshots, isCut } = await addDump(input.chunks(), sink)
  const first = snapshots[0]
  if (first === undefined) throw new FormatError(FORMAT, 'expected a snapshot that is whole')
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      {
        name: input.name === null ? first.program || 'heap' : titleOf(input.name, 'heap'),
        recorder: { name: 'pyrometer.heap', mode: 'heap', settings: snapshotFigures(snapshots) },
        command: first.command,
        cwd: first.cwd,
        platform: first.platform,
        interpreter: first.interpreter,
        startTime: String(first.time),
        warnings: isCut ? [CUT_OFF] : [],
      },
      { shared, heap: heap.finish({ hasReferences: true }) },
    ),
  ]
}

/** Adds the snapshots of one file to a heap. Memory: the file's bytes of one snapshot at a time, and the heap. */
export async function addDump(
  chunks: AsyncIterable<Uint8Array>,
  sink: SnapshotsSink,
): Promise<ReadSnapshots> {
  const { shared, heap } = sink
  const snapshots: (SnapshotHead & SnapshotEnd)[] = []
  let { startTime } = sink
  let process: ProcessIndex = -1
  let open: OpenSnapshot | null = null
  for await (const record of dumpRecords(chunks, sink.onProgress)) {
    if (record.tag === 'SNAP') open = new OpenSnapshot(headOf(record))
    else if (open === null) throw new FormatError(FORMAT, 'expected SNAP', { offset: record.offset })
    else if (record.tag !== 'DONE') open.add(record)
    else {
      const { head } = open
      startTime ??= head.time
      if (process === -1) process = addProcess(shared, head)
      heap.snapshot({ name: head.name, time: Number(head.time - startTime), process })
      const strays = addSnapshot(open.objects, open.tables(), { heap, shared, process })
      const done = objectOf(record)
      snapshots.push({ ...head, excluded: numberOf(done.excluded), pause: numberOf(done.pause), strays })
      open = null
    }
  }
  return { snapshots, isCut: open !== null }
}

/** What looking took: the longest time that the program stood still, and what is left out of the last snapshot. */
export function snapshotFigures(snapshots: readonly SnapshotEnd[]): Readonly<Record<string, number>> {
  const last = snapshots.at(-1)
  if (last === undefined) return {}
  const pause = Math.max(...snapshots.map(snapshot => snapshot.pause))
  return {
    'seconds stood still': Math.round(1000 * pause) / 1000,
    'own objects left out': last.excluded,
    'references to objects left out': last.strays,
  }
}

/** What has to be said of a file whose last snapshot is not whole. */
const CUT_OFF: Warning = {
  code: 'cut-off',
  message: 'The last snapshot was cut off and is left out.',
  count: 1,
  firstAt: null,
}

class OpenSnapshot {
  readonly head: SnapshotHead
  readonly objects = new DumpedObjects()
  readonly #json = new Map<string, DumpRecord>()

  constructor(head: SnapshotHead) {
    this.head = head
  }

  add(record: DumpRecord): void {
    const { tag, payload, offset } = record
    if (tag === 'OBJS') this.objects.add(record)
    else if (tag === 'TYPS' || tag === 'NAMS' || tag === 'ROOT') this.#json.set(tag, record)
    else {
      const run = this.objects.runs.at(-1)
      if (run === undefined) throw new FormatError(FORMAT, `expected OBJS before ${tag}`, { offset })
      if (payload.length > 0) run.parts.push(record)
    }
  }

  tables(): SnapshotTables {
    const types = this.#list('TYPS').map((row): DumpedType => {
      const [name, module] = Array.isArray(row) ? (row as unknown[]) : []
      return {
        name: typeof name === 'string' ? name : '?',
        module: typeof module === 'string' && module !== '?' ? module : null,
      }
    })
    const roots = this.#list('ROOT').map((row): readonly [number, string] => {
      const [address, reason] = Array.isArray(row) ? (row as unknown[]) : []
      return [numberOf(address), typeof reason === 'string' ? reason : '?']
    })
    return { types, labels: this.#list('NAMS').map(String), roots }
  }

  #list(tag: string): unknown[] {
    const record = this.#json.get(tag)
    const value = record === undefined ? null : parse(record)
    if (!Array.isArray(value)) throw new FormatError(FORMAT, `expected a list in ${tag}`)
    return value
  }
}

function headOf(record: DumpRecord): SnapshotHead {
  const { name, time, pid, program, python, executable, command, cwd, platform } = objectOf(record)
  const isTime = typeof time === 'string' && /^\d{1,20}$/.test(time)
  return {
    name: typeof name === 'string' ? name : 'snapshot',
    time: isTime ? BigInt(time) : 0n,
    pid: numberOf(pid),
    program: typeof program === 'string' ? program : '',
    interpreter: {
      implementation: 'CPython',
      version: Array.isArray(python) ? python.join('.') : '?',
      executable: typeof executable === 'string' ? executable : null,
    },
    command: Array.isArray(command) ? command.map(String) : [],
    cwd: typeof cwd === 'string' ? cwd : null,
    platform: typeof platform === 'string' ? platform : null,
  }
}

function addProcess(shared: SharedBuilder, { pid, program, command }: SnapshotHead): ProcessIndex {
  return shared.processes.add({
    pid,
    name: shared.string(program || 'python'),
    command: shared.string(command.join(' ')),
    start: Number.NaN,
    end: Number.NaN,
  })
}

function objectOf(record: DumpRecord): Record<string, unknown> {
  const value = parse(record)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FormatError(FORMAT, `expected an object in ${record.tag}`, { offset: record.offset })
  }
  return value as Record<string, unknown>
}

function parse({ tag, payload, offset }: DumpRecord): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload).replace(/\0+$/, '')) as unknown
  } catch (error) {
    throw new FormatError(FORMAT, `expected JSON in ${tag}`, { offset }, error)
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
