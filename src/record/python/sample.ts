import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RecorderError } from '../../base/errors.ts'
import { type Exit, type Warning, warn } from '../../model/recording.ts'
import { describeLaunch } from '../describe-launch.ts'
import { describeProcess } from '../describe-process.ts'
import { type LaunchedProgram, launchProgram, shellStatus } from '../process/launch-program.ts'
import { isAlive } from '../process/process-files.ts'
import type { Launch, RecordOutcome, RecordRequest } from '../recorder.ts'
import { assembleRecording, type KnownMeta, type OutsideMode } from './assemble-recording.ts'
import { canReadChildren } from './can-read-children.ts'
import { embedHotSources } from './embed-hot-sources.ts'
import { endProgram, escalateInterrupts } from './end-program.ts'
import { MARKS_VARIABLE } from './inject/marks.ts'
import { removeSpillFolder } from './session/sample-columns.ts'
import { epochNow, SamplerThread } from './session/sampler-thread.ts'
import type { SessionResult } from './session/session-protocol.ts'
import { openPythonTarget } from './target/open-target.ts'

/** A finished measurement and what is known besides. */
interface Measured {
  readonly result: SessionResult
  readonly known: KnownMeta
  readonly exitStatus: number
  readonly start: number
  readonly warnings: readonly Warning[]
}

/**
 * Samples a program from outside, by reading its memory: its threads are never stopped (but with `stop`) and nothing is
 * written to it. A launched program keeps its streams, its exit status and its signals; when `duration` is over before
 * it has ended, it is ended with SIGTERM (as py-spy does). Where the memory of a launched program cannot be read, the
 * in-process sampler of the Python package takes over and says so.
 * @throws RecorderError when the program cannot be started or an attached process cannot be read: its code is that of
 * launchProgram or openPythonTarget.
 */
export async function recordSamples(request: RecordRequest): Promise<RecordOutcome> {
  if (request.target.kind === 'launch' && !(await canReadChildren())) {
    request.say('The memory of other processes cannot be read here: sampling from inside the program instead')
    const { recordInProcess } = await import('./in-process.ts')
    return recordInProcess(request)
  }
  return recordOutside(request, 'sample')
}

/** Measures a program from outside: its stacks over time, or its memory. `run` is what is started in place of what was asked for: the
 *  same with a recorder inside. @throws what {@link recordSamples} throws. */
export async function recordOutside(
  request: RecordRequest,
  mode: OutsideMode,
  run: Pick<Launch, 'command' | 'env'> | null = null,
): Promise<RecordOutcome> {
  const cpuBefore = process.cpuUsage()
  const folder = await mkdtemp(join(tmpdir(), 'pyrometer-'))
  try {
    const { target } = request
    const measured =
      target.kind === 'launch'
        ? await launch(request, target, { folder, mode, run })
        : await attach(request, target.pid, { folder, mode, run })
    const used = process.cpuUsage(cpuBefore)
    const { recording, spilled } = assembleRecording(measured.result, request, {
      ...measured,
      mode,
      recorderCpu: 1000 * (used.user + used.system),
    })
    const cwd = measured.known.cwd ?? '/'
    return {
      recording: request.source ? await embedHotSources(recording, spilled, cwd) : recording,
      spilled,
      exitStatus: measured.exitStatus,
      dispose: () => removeSpillFolder(folder),
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

interface How {
  /** For temporary files. */
  readonly folder: string
  readonly mode: OutsideMode
  readonly run: Pick<Launch, 'command' | 'env'> | null
}

function startThread(
  request: RecordRequest,
  { folder, mode }: How,
  isLaunched: boolean,
  onFound: () => void = () => undefined,
): SamplerThread {
  const { rate, delay, duration, subprocesses, stop } = request
  const marksFile = isLaunched ? join(folder, 'marks') : null
  return new SamplerThread(
    {
      isLaunched,
      rate,
      delay,
      duration,
      subprocesses,
      stop,
      marksFile,
      isLive: false,
      isMemory: mode === 'memory',
      temporaryFolder: folder,
    },
    { onFound },
  )
}

async function launch(request: RecordRequest, target: Launch, how: How): Promise<Measured> {
  const { folder, mode } = how
  const thread = startThread(request, how, true)
  let program: LaunchedProgram
  let start: number
  const description = await describeLaunch(target)
  await thread.ready
  try {
    start = epochNow()
    const { command, env: given } = how.run ?? target
    const env = { ...given, [MARKS_VARIABLE]: join(folder, 'marks') }
    program = await launchProgram({ command, cwd: target.cwd, env, signal: request.signal })
  } catch (error) {
    thread.stop()
    throw error
  }
  thread.begin(program.pid, start)
  const stopEscalating = escalateInterrupts(program)
  void program.exited.then(() => thread.stop())
  let isEndedByUs = false
  try {
    const result = await thread.result
    if (result.end === 'duration') {
      isEndedByUs = true
      request.say(`${request.duration} s are over: ending the program`)
      await endProgram(program)
    }
    if (result.end === 'disk-full') request.say('The disk is full: measuring ends here, the program goes on')
    const exit = await program.exited
    const wasEnded = isEndedByUs && (exit.signal === 'SIGTERM' || exit.signal === 'SIGKILL')
    return {
      result,
      known: { ...description, exit },
      exitStatus: wasEnded ? 0 : shellStatus(exit),
      start: start + result.start,
      warnings: mode === 'memory' ? memoryWarnings(result) : launchWarnings(result, exit),
    }
  } finally {
    // The program goes on even when the sampler failed: it is not ours to end.
    await program.exited
    stopEscalating()
  }
}

async function attach(request: RecordRequest, pid: number, how: How): Promise<Measured> {
  const isMemory = how.mode === 'memory'
  // The commonest mistakes are told at once, with their reason and remedy.
  if (!isMemory) openPythonTarget(pid).close()
  else if (!isAlive(pid)) throw new RecorderError('PYRO_EXITED', `There is no process ${pid}`)
  const description = describeProcess(pid)
  const isOpenEnded = request.duration === null
  const tell = () => {
    if (isOpenEnded) request.say(`Measuring process ${pid}; Ctrl-C ends it and saves`)
  }
  const thread = startThread(request, how, false, isMemory ? undefined : tell)
  const stop = () => thread.stop()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stop)
  request.signal.addEventListener('abort', stop, { once: true })
  if (request.signal.aborted) stop()
  try {
    const known = await description
    await thread.ready
    const start = epochNow()
    thread.begin(pid, start)
    if (isMemory) tell()
    const result = await thread.result
    if (!isMemory && result.pythons === 0 && result.end !== 'stopped') throw unreadable(pid, result)
    const hasEnded = !isAlive(pid)
    return {
      result,
      known: { ...known, exit: hasEnded ? { status: null, signal: null } : null },
      exitStatus: 0,
      start: start + result.start,
      warnings: isMemory ? memoryWarnings(result) : sharedWarnings(result),
    }
  } finally {
    for (const signal of signals) process.off(signal, stop)
    request.signal.removeEventListener('abort', stop)
  }
}

function unreadable(pid: number, result: SessionResult): RecorderError {
  const failure = result.failures[0]
  if (failure === undefined)
    return new RecorderError('PYRO_EXITED', `Process ${pid} ended before it could be read`)
  return new RecorderError(failure.code, failure.message, failure.hint === null ? {} : { hint: failure.hint })
}

function launchWarnings(result: SessionResult, exit: Exit): Warning[] {
  const warnings = sharedWarnings(result)
  if (result.pythons > 0) return warnings
  const [failure] = result.failures
  const how = exit.signal === null ? 'ended' : `was ended by ${exit.signal}`
  const message =
    failure !== undefined
      ? `Nothing was measured: ${failure.message}`
      : result.duration < 1e9
        ? `Nothing was measured: the program ${how} after ${Math.round(result.duration / 1e6)} ms, before a Python interpreter could be read`
        : 'Nothing was measured: no Python interpreter was seen in the program or the processes it started'
  return [...warnings, warn('no-python', message)]
}

function memoryWarnings(result: SessionResult): Warning[] {
  const warnings = sharedWarnings({ ...result, pythons: 0 })
  if (result.counters.length === 0) {
    const message = 'Nothing was measured: the program had ended before its memory could be read'
    warnings.push(warn('no-memory', message))
  }
  for (const failure of result.failures) {
    const message = `Of process ${failure.pid} memory was measured but not in which functions it grows: ${failure.message}`
    warnings.push(warn('process-unreadable', message))
  }
  return warnings
}

function sharedWarnings(result: SessionResult): Warning[] {
  const warnings: Warning[] = []
  if (result.end === 'disk-full') {
    const message = 'The disk was full: the recording ends before the program did'
    warnings.push({
      code: 'disk-full',
      message,
      count: 1,
      firstAt: `${(result.duration / 1e9).toFixed(1)} s`,
    })
  }
  if (result.counts.cut > 0) {
    const message = 'There were too many different stacks: some were cut at a caller'
    warnings.push(warn('stacks-cut', message, result.counts.cut))
  }
  if (result.pythons > 0) {
    for (const failure of result.failures) {
      const message = `Process ${failure.pid} was not measured: ${failure.message}`
      warnings.push(warn('process-unreadable', message))
    }
  }
  return warnings
}
