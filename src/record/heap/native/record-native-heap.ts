import { join } from 'node:path'
import { RecorderError, UsageError } from '../../../base/errors.ts'
import { type Exit, meta, NO_PARTS, type Recording, type Warning, warn } from '../../../model/recording.ts'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import { markTable } from '../../python/inject/marks.ts'
import type { Launch, RecordOutcome, RecordRequest } from '../../recorder.ts'
import { type PreparedProgram, recordWholeProgram, type WholeRun } from '../../whole-program.ts'
import { readDumps } from './dump-recording.ts'
import { needTcmalloc } from './find-tcmalloc.ts'
import { HeapDumps, PREFIX } from './heap-dumps.ts'
import { preloading, refuseStatic } from './preload.ts'

/** How a native heap is recorded. */
export interface NativeHeapOptions {
  /** Bytes by which the most that was in use must rise for another dump: how exact the peak is. */
  readonly dumpEvery: number
  /** Whether memory that the program maps itself counts, too. */
  readonly mmap: boolean
}

/** So many times what makes the peak exact, allocated or freed, ask for a dump as well: points of the timeline below the peak. A
 *  dump costs some ms, and some programs allocate and free without end. */
const CHURN = 16
/** Seconds between dumps when nothing else asks for one: points of the timeline. */
const TIME_INTERVAL = 1

/**
 * Runs a program with gperftools' tcmalloc in place of its allocator and gives where its memory was allocated: at its peak, at
 * the end and in all, of every process that it starts, and what was in use over time. Every allocation is counted.
 * @throws UsageError for what cannot be asked of it; RecorderError PYRO_NO_TCMALLOC, PYRO_NOT_PRELOADED where no process left
 * anything, and what recordWholeProgram throws.
 */
export async function recordNativeHeap(
  request: RecordRequest,
  options: NativeHeapOptions,
): Promise<RecordOutcome> {
  const launch = nativeLaunch(request)
  const tcmalloc = needTcmalloc(launch.env, false)
  return recordWholeProgram(launch, request, {
    prepare: folder => ({
      command: launch.command,
      env: preloading(launch.env, [tcmalloc.path], settingsOf(options, folder)),
      dumps: new HeapDumps(folder),
      version: tcmalloc.version,
    }),
    onStart: ({ dumps }) => dumps.watch(),
    read: run => readRun(run, options),
  })
}

/** A program with tcmalloc in it, and what collects its dumps. */
interface Preloaded extends PreparedProgram {
  readonly dumps: HeapDumps
  readonly version: string | null
}

/** What the allocator's profiler is told. */
function settingsOf({ dumpEvery, mmap }: NativeHeapOptions, folder: string): Record<string, string> {
  return {
    HEAPPROFILE: join(folder, PREFIX),
    HEAP_PROFILE_INUSE_INTERVAL: String(dumpEvery),
    HEAP_PROFILE_ALLOCATION_INTERVAL: String(CHURN * dumpEvery),
    HEAP_PROFILE_DEALLOCATION_INTERVAL: String(CHURN * dumpEvery),
    HEAP_PROFILE_TIME_INTERVAL: String(TIME_INTERVAL),
    HEAP_PROFILE_MMAP: mmap ? 'true' : 'false',
    // It tells of each dump on the program's standard error otherwise.
    PERFTOOLS_VERBOSE: '-1',
  }
}

async function readRun(
  { prepared, pid, startTime, exit, about, marks: named }: WholeRun<Preloaded>,
  options: NativeHeapOptions,
): Promise<Recording> {
  const shared = new SharedBuilder()
  const series = prepared.dumps.finish()
  const heaps = await readDumps(series, { pid, startTime }, shared)
  const dumps = series.reduce((sum, one) => sum + one.points.length, 0)
  const marks = markTable(named, startTime, shared, () => -1)
  return {
    ...NO_PARTS,
    meta: meta({
      ...about,
      recorder: {
        name: "gperftools' heap profiler",
        version: prepared.version,
        mode: 'heap',
        settings: { native: true, dumpEvery: options.dumpEvery, mmap: options.mmap, dumps },
      },
      warnings: [...heaps.warnings, ...judge(dumps, exit)],
    }),
    shared: shared.finish(),
    stacks: heaps.stacks,
    timelines: heaps.timelines,
    marks,
  }
}

/** What a preloaded allocator can be asked. @throws UsageError. */
export function nativeLaunch({ target, delay, duration, stop }: RecordRequest): Launch {
  if (target.kind === 'attach') {
    throw new UsageError(
      'The native heap of a running program cannot be recorded: its allocator is chosen when it starts',
      'Start it with "pyrometer record --mode heap --native"; "pyrometer heap --pid" shows its Python objects',
    )
  }
  if (delay > 0 || duration !== null || stop) {
    throw new UsageError('A native heap is of a whole program: leave out --delay, --duration and --stop')
  }
  refuseStatic(target)
  return target
}

function judge(dumps: number, exit: Exit): Warning[] {
  if (dumps === 0 && exit.signal === null) {
    throw new RecorderError('PYRO_NOT_PRELOADED', 'The program ended without leaving a heap profile', {
      hint: 'Does it set LD_PRELOAD itself, run with other rights (setuid), or bring an allocator of its own?',
    })
  }
  if (dumps === 0) return [warn('killed', `The program was ended by ${exit.signal} before its first dump`)]
  if (exit.signal === null) return []
  return [warn('killed', `The program was ended by ${exit.signal}: what was in use is that of the last dump`)]
}
