import type { StdioOptions } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchProgram, shellStatus } from '../process/launch-program.ts'
import type { Attach, Launch } from '../recorder.ts'
import { endProgram, escalateInterrupts } from './end-program.ts'
import { epochNow, SamplerThread } from './session/sampler-thread.ts'
import type { LiveMessage } from './session/session-protocol.ts'
import { openPythonTarget } from './target/open-target.ts'

/** What to watch, and who is told. */
export interface WatchRequest {
  readonly target: Launch | Attach
  readonly rate: number
  readonly subprocesses: boolean
  /** Ends the watching; a launched program is sent SIGINT. */
  readonly signal: AbortSignal
  /** Ends a launched program that did not obey: SIGTERM, then SIGKILL. */
  readonly hurry?: AbortSignal
  /** Streams of a launched program where they are not to be inherited. */
  readonly stdio?: StdioOptions
  readonly onLive: (message: LiveMessage) => void
}

/** How watching ended. */
export interface WatchEnd {
  /** The launched program's own status, 128+n after signal n; 0 for an attach. */
  readonly exitStatus: number
  /** Why nothing was seen, null when something was. */
  readonly problem: string | null
}

/**
 * Samples a program from outside and passes on what is seen four times a second, keeping nothing; until it ends or
 * `signal` fires. @throws RecorderError when it cannot be started or read; see recordSamples.
 */
export async function watchProgram(request: WatchRequest): Promise<WatchEnd> {
  const { target } = request
  if (target.kind === 'attach') openPythonTarget(target.pid).close()
  const folder = await mkdtemp(join(tmpdir(), 'pyrometer-'))
  const thread = new SamplerThread(
    {
      isLaunched: target.kind === 'launch',
      rate: request.rate,
      delay: 0,
      duration: null,
      subprocesses: request.subprocesses,
      stop: false,
      marksFile: null,
      isLive: true,
      isMemory: false,
      temporaryFolder: folder,
    },
    { onLive: request.onLive },
  )
  try {
    await thread.ready
    return target.kind === 'launch'
      ? await watchLaunched(thread, target, request)
      : await watchAttached(thread, target, request)
  } finally {
    thread.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function watchLaunched(
  thread: SamplerThread,
  target: Launch,
  request: WatchRequest,
): Promise<WatchEnd> {
  const start = epochNow()
  const { signal, stdio } = request
  const program = await launchProgram({ ...target, signal, stdio })
  const stopEscalating = escalateInterrupts(program)
  request.hurry?.addEventListener('abort', () => void endProgram(program), { once: true })
  thread.begin(program.pid, start)
  const exit = await program.exited
  stopEscalating()
  thread.stop()
  const { pythons, failures } = await thread.result
  const problem =
    pythons > 0 ? null : (failures[0]?.message ?? 'No Python interpreter was seen in the program')
  return { exitStatus: shellStatus(exit), problem }
}

async function watchAttached(
  thread: SamplerThread,
  target: Attach,
  request: WatchRequest,
): Promise<WatchEnd> {
  const stop = () => thread.stop()
  request.signal.addEventListener('abort', stop, { once: true })
  if (request.signal.aborted) stop()
  thread.begin(target.pid, epochNow())
  const { pythons, failures } = await thread.result
  request.signal.removeEventListener('abort', stop)
  const problem =
    pythons > 0 ? null : (failures[0]?.message ?? `Process ${target.pid} ended before it could be read`)
  return { exitStatus: 0, problem }
}
