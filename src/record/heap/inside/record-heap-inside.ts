import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PyrometerError, RecorderError, UsageError } from '../../../base/errors.ts'
import {
  addDump,
  type SnapshotEnd,
  type SnapshotHead,
  snapshotFigures,
} from '../../../formats/heap-dump/read.ts'
import { HeapBuilder } from '../../../model/heap-builder.ts'
import { type Exit, meta, NO_PARTS, type Recording, type Warning, warn } from '../../../model/recording.ts'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import { type InjectedLaunch, injectRecorder, refuseOldPython } from '../../python/inject/inject-recorder.ts'
import { leftFiles } from '../../python/inject/left-files.ts'
import { markTable } from '../../python/inject/marks.ts'
import type { HeapInside, Launch, RecordOutcome, RecordRequest } from '../../recorder.ts'
import { recordWholeProgram, type WholeRun } from '../../whole-program.ts'

const AT_EXIT: HeapInside = { atExit: true, signals: [], every: null, collect: false }
const PIECE = 1 << 22

/**
 * Runs a Python program that takes snapshots of its own heap (`request.heap`): every object, its size, who refers to it, and what
 * keeps it alive. CPython 3.8 and newer; nothing needs to be installed.
 * @throws UsageError for what it cannot do; RecorderError PYRO_NO_HEAP when nothing was left though no signal ended it, and what
 * recordWholeProgram throws.
 */
export async function recordHeapInside(request: RecordRequest): Promise<RecordOutcome> {
  const launch = checkRequest(request)
  const { subprocesses, heap: asked = AT_EXIT } = request
  const when = asked ?? AT_EXIT
  return recordWholeProgram(launch, request, {
    async prepare(folder) {
      await writeFile(join(folder, 'moments'), wordsOf(when))
      return injectRecorder(launch, { recorder: 'heap', folder, rate: 0, subprocesses })
    },
    read: run => readRun(run, when, subprocesses),
  })
}

async function readRun(
  run: WholeRun<InjectedLaunch>,
  when: HeapInside,
  subprocesses: boolean,
): Promise<Recording> {
  const { folder, about, exit, prepared, startTime } = run
  const shared = new SharedBuilder()
  const heap = new HeapBuilder(shared)
  const left = await readLeft(folder, { shared, heap, startTime })
  if (left.snapshots.length === 0) await sayWhyNothing(folder, when, { exit, isDirect: prepared.isDirect })
  const marks = markTable(run.marks, startTime, shared, () => -1)
  return {
    ...NO_PARTS,
    meta: meta({
      ...about,
      interpreter: left.snapshots[0]?.interpreter ?? null,
      recorder: {
        name: 'pyrometer in-process',
        version: null,
        mode: 'heap',
        settings: {
          at: momentsOf(when).join(' '),
          collect: when.collect,
          subprocesses,
          ...snapshotFigures(left.snapshots),
        },
      },
      warnings: await warningsOf(folder, when, { ...left, exit }),
    }),
    shared: shared.finish(),
    heap: heap.finish({ hasReferences: left.snapshots.length > 0 }),
    marks,
  }
}

interface Left {
  readonly snapshots: readonly (SnapshotHead & SnapshotEnd)[]
  readonly isCut: boolean
}

async function readLeft(
  folder: string,
  sink: { shared: SharedBuilder; heap: HeapBuilder; startTime: bigint },
): Promise<Left> {
  const snapshots: (SnapshotHead & SnapshotEnd)[] = []
  let isCut = false
  for (const path of await leftFiles(folder, '.heapdump')) {
    const found = await addDump(createReadStream(path, { highWaterMark: PIECE }), sink)
    snapshots.push(...found.snapshots)
    isCut ||= found.isCut
  }
  return { snapshots, isCut }
}

function checkRequest({ target, delay, duration }: RecordRequest): Launch {
  if (target.kind === 'attach') {
    throw new UsageError(
      'A running program cannot be made to look at its own heap',
      'From outside: pyrometer heap --pid PID. From inside: start it with "pyrometer record --mode heap", or call pyrometer.heap() in it',
    )
  }
  if (delay > 0 || duration !== null) {
    throw new UsageError(
      'Snapshots have moments: --delay and --duration cannot be used here',
      'pyrometer record --mode heap --at every=10s PROGRAM',
    )
  }
  return target
}

/** What python/pyrometer/_heap_program.py is told. */
function wordsOf({ atExit, signals, every, collect }: HeapInside): string {
  const lines = signals.map(name => `signal ${name}`)
  if (atExit) lines.push('exit')
  if (every !== null) lines.push(`every ${every}`)
  if (collect) lines.push('collect')
  return lines.map(line => `${line}\n`).join('')
}

/** As the command line says it: "exit", "signal=USR2", "every=10s". */
function momentsOf({ atExit, signals, every }: HeapInside): string[] {
  return [
    ...(atExit ? ['exit'] : []),
    ...signals.map(name => `signal=${name}`),
    ...(every === null ? [] : [`every=${every}s`]),
  ]
}

/** @throws RecorderError unless a signal ended the program, or it had no reason to take a snapshot. */
async function sayWhyNothing(
  folder: string,
  { atExit }: HeapInside,
  { exit, isDirect }: { exit: Exit; isDirect: boolean },
): Promise<void> {
  await refuseOldPython(folder)
  const reason = await wordOf(folder, 'unreadable')
  if (reason !== null) throw new RecorderError('PYRO_NO_HEAP', reason[0]!.toUpperCase() + reason.slice(1))
  if (exit.signal !== null || !atExit) return
  const failure = await wordOf(folder, 'failed')
  const why = isDirect
    ? `The program ended without leaving its heap${failure === null ? '' : `: ${failure}`}`
    : 'No Python was started that could take a snapshot, or it was told to ignore its environment (-I, -E, -S)'
  throw new RecorderError('PYRO_NO_HEAP', why, {
    hint: isDirect
      ? 'CPython 3.8 or newer is needed; does the temporary folder have space?'
      : 'Name the interpreter: pyrometer record --mode heap -- python3 script.py; for C and C++: --mode heap --native',
  })
}

async function warningsOf(
  folder: string,
  when: HeapInside,
  { snapshots, isCut, exit }: Left & { exit: Exit },
): Promise<readonly Warning[]> {
  const warnings: Warning[] = []
  if (isCut) warnings.push(warn('cut-off', 'The last snapshot was cut off and is left out'))
  const failure = await wordOf(folder, 'failed')
  if (failure !== null) warnings.push(warn('snapshot-failed', `A snapshot failed: ${failure}`))
  if (snapshots.length === 0) {
    const moments = momentsOf({ ...when, atExit: false }).join(', ')
    const why =
      exit.signal === null ? `the program ended before ${moments}` : `${exit.signal} ended the program`
    warnings.push(warn('no-snapshot', `There is no snapshot: ${why}`))
  } else if (when.atExit && exit.signal === 'SIGKILL') {
    warnings.push(
      warn('killed', 'The program was ended by SIGKILL; the snapshots taken before that are kept'),
    )
  }
  return warnings
}

async function wordOf(folder: string, file: string): Promise<string | null> {
  try {
    return await readFile(join(folder, file), 'utf8')
  } catch (error) {
    if (error instanceof PyrometerError) throw error
    return null
  }
}
