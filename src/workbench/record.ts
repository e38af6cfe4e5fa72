import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { PyrometerError, UsageError } from '../base/errors.ts'
import { FORMATS, formatById, formatOfPath } from '../formats/registry.ts'
import type { Recording } from '../model/recording.ts'
import type { RecordOutcome, RecordRequest } from '../record/recorder.ts'
import { convertInputs } from './convert.ts'
import { openInputs, RECORDINGS_FOLDER } from './open.ts'
import type { NativeHeapRequest } from './record-heap.ts'
import { saveRecording } from './save.ts'

/** What measures. */
export type RecordMode = 'sample' | 'trace' | 'lines' | 'memory' | 'heap'

/** How a program is measured, and where the recording goes. */
export interface RecordOptions {
  readonly request: RecordRequest
  readonly mode: RecordMode
  /** Mode heap: what is asked of native code; null or absent: Python's objects. */
  readonly nativeHeap?: NativeHeapRequest | null
  /** Null: a new file in `.pyrometer/`. Its ending names the format. */
  readonly output: string | null
  /** Id of the format, whatever the ending. */
  readonly to?: string | undefined
  readonly compact?: boolean | undefined
  readonly cwd: string
}

/** A finished measurement. */
export interface RecordedRun {
  /** Where it was saved, as it was asked for. */
  readonly path: string
  /** What was measured, with all samples in memory; null where that was too large to read again. */
  readonly recording: Recording
  readonly exitStatus: number
}

/**
 * Measures a program and saves the recording. Signals that arrive while it is being saved do not stop that.
 * @throws UsageError for an output that cannot be written, before anything is started; what the recorders throw.
 */
export async function recordProgram(options: RecordOptions): Promise<RecordedRun> {
  const format = options.output === null ? 'pyrometer' : outputFormat(options.output, options.to)
  const ignore = () => undefined
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
  for (const signal of signals) process.on(signal, ignore)
  try {
    const outcome = await run(options)
    try {
      return await save(outcome, format, options)
    } finally {
      outcome.dispose()
    }
  } finally {
    for (const signal of signals) process.off(signal, ignore)
  }
}

async function run({ request, mode, nativeHeap }: RecordOptions): Promise<RecordOutcome> {
  if (mode === 'trace') {
    const { recordTrace } = await import('../record/python/trace.ts')
    return recordTrace(request)
  }
  if (mode === 'lines') {
    const { recordLines } = await import('../record/python/lines.ts')
    return recordLines(request)
  }
  if (mode === 'memory') {
    const { recordMemory } = await import('../record/memory/record-memory.ts')
    return recordMemory(request)
  }
  if (mode === 'heap') {
    const { recordHeap } = await import('./record-heap.ts')
    return recordHeap(request, nativeHeap ?? null)
  }
  const { recordSamples } = await import('../record/python/sample.ts')
  return recordSamples(request)
}

function outputFormat(output: string, to: string | undefined): string {
  const format = to === undefined ? formatOfPath(output) : formatById(to)
  if (format?.write !== undefined) return format.id
  const writable = FORMATS.filter(({ write }) => write !== undefined).map(({ id }) => id)
  const problem =
    to === undefined
      ? `The ending of ${output} names no format that can be written`
      : `Cannot write format ${to}`
  throw new UsageError(problem, `Formats that can be written: ${writable.join(', ')} (--to FORMAT)`)
}

async function save(outcome: RecordOutcome, format: string, options: RecordOptions): Promise<RecordedRun> {
  const { cwd, compact = false } = options
  const path = options.output ?? (await defaultPath(outcome.recording, cwd))
  const place = isAbsolute(path) ? path : join(cwd, path)
  const { exitStatus, spilled } = outcome
  if (format !== 'pyrometer') {
    const folder = await mkdtemp(join(tmpdir(), 'pyrometer-'))
    try {
      const whole = join(folder, 'recording.pyrometer')
      await saveRecording(outcome.recording, whole, { spilled })
      await convertInputs([whole], {
        cwd,
        output: place,
        to: format,
        stdin: NO_INPUT,
        writeOut: () => undefined,
      })
      return { path, recording: await reopen(outcome, whole), exitStatus }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  const saved = await saveSomewhere(outcome, place, compact, options.request.say)
  return { path: saved === place ? path : saved, recording: await reopen(outcome, saved), exitStatus }
}

/** Saves where it was asked for; on a full disk in the folder for temporary files, which may be another disk. */
async function saveSomewhere(
  outcome: RecordOutcome,
  place: string,
  compact: boolean,
  say: (sentence: string) => void,
): Promise<string> {
  const { recording, spilled } = outcome
  try {
    await saveRecording(recording, place, { spilled, compact })
    return place
  } catch (error) {
    if (!(error instanceof PyrometerError)) throw error
    const other = join(tmpdir(), basename(place))
    if (dirname(other) === dirname(place)) throw error
    say(`${error.message}. Saving it as ${other} instead`)
    await saveRecording(recording, other, { spilled, compact: true })
    return other
  }
}

async function reopen({ recording, spilled }: RecordOutcome, saved: string): Promise<Recording> {
  if (spilled.size === 0) return recording
  const [whole] = await openInputs([saved], { cwd: '/', stdin: NO_INPUT })
  return whole!
}

/** `.pyrometer/scatter.py-20261121-091500.pyrometer`, with a number when that exists. */
async function defaultPath({ meta }: Recording, cwd: string): Promise<string> {
  const folder = join(cwd, RECORDINGS_FOLDER)
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new PyrometerError('PYRO_WRITE', `Cannot create ${folder}: ${(error as Error).message}`, {
      cause: error,
    })
  }
  const name = meta.name.replaceAll(/[^\w.-]+/g, '_').slice(0, 80) || 'program'
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return join(RECORDINGS_FOLDER, `${name}-${time}-${process.pid}.pyrometer`)
}

const NO_INPUT: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {},
}
