// The sampling thread: runs one session and blocks until it is over. It has a thread to itself so that nothing else
// (signals, the terminal, a launched program's end) delays a sample.
import { readlinkSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { PyrometerError } from '../../../base/errors.ts'
import { MemorySession } from '../../memory/memory-session.ts'
import { SamplingSession } from './sampling-session.ts'
import {
  CONTROL_START,
  Control,
  type SessionMessage,
  type SessionOptions,
  type SessionSurroundings,
} from './session-protocol.ts'

const options = workerData as SessionOptions
const control = new Int32Array(options.control)
const start = new Float64Array(options.control, CONTROL_START, 1)

function post(message: SessionMessage): void {
  parentPort!.postMessage(message)
}

/** Up to this rate the sampler sleeps most of the time. Above it, a raised priority would starve the target. */
const MOST_URGENT_RATE = 2000

/** The kernel may delay the end of a sleep by 50 µs to save power, and run others first: for this thread it shall not.
 *  It takes a few per cent of a processor; being late costs samples. Only root may raise a priority. */
function askForExactSleeps(): void {
  const tid = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
  try {
    writeFileSync(`/proc/${tid}/timerslack_ns`, '1')
    if (options.rate <= MOST_URGENT_RATE) setPriority(tid, constants.priority.PRIORITY_HIGH)
  } catch {
    // Samples come a little later then; they are weighted by the time that really passed.
  }
}

/** How a rehearsal differs from the measurement: fast and short. */
const REHEARSAL = {
  rate: 20_000,
  duration: 0.15,
  delay: 0,
  subprocesses: false,
  stop: false,
  isLive: false,
} as const
/** The compiler takes what it has seen once for constant, and learns otherwise by the second time. */
const REHEARSALS = 4
/** Rehearsals happen at some late time of the recording, ms: the compiler would take small times for small integers. */
const LATE = 1e6

/** Samples for a moment and throws it away: compiling the sampler while it samples costs ticks and, for some seconds,
 *  half as much processor time again. A program that is only being launched is not kept waiting. */
function rehearse(pid: number, surroundings: SessionSurroundings): void {
  const quiet: SessionSurroundings = {
    ...surroundings,
    now: () => surroundings.now() + LATE,
    onPython: () => undefined,
    onLive: () => undefined,
  }
  try {
    for (let i = 0; i < REHEARSALS; i++) {
      new SamplingSession({ ...options, ...REHEARSAL, isLaunched: true, marksFile: null }, quiet).run(pid)
    }
  } catch {
    // The measurement itself fails in the same way, and says so.
  }
}

askForExactSleeps()
post({ kind: 'ready' })
while (Atomics.load(control, Control.pid) === 0 && Atomics.load(control, Control.stop) === 0) {
  Atomics.wait(control, Control.pid, 0, 1000)
}
const pid = Atomics.load(control, Control.pid)
const offset = performance.timeOrigin - start[0]!
const surroundings: SessionSurroundings = {
  now: () => performance.now() + offset,
  epoch: start[0]!,
  sleep: milliseconds => {
    Atomics.wait(control, Control.stop, 0, milliseconds)
  },
  isStopped: () => Atomics.load(control, Control.stop) !== 0,
  onPython: (found, interpreter) => post({ kind: 'found', pid: found, interpreter }),
  onLive: post,
}
try {
  if (!options.isLaunched && !options.isMemory) rehearse(pid, surroundings)
  const session = options.isMemory
    ? new MemorySession(options, surroundings)
    : new SamplingSession(options, surroundings)
  post({ kind: 'done', result: session.run(pid) })
} catch (error) {
  const isOurs = error instanceof PyrometerError
  post({
    kind: 'failed',
    failure: {
      pid,
      code: isOurs ? error.code : 'PYRO_SAMPLER',
      message: isOurs ? error.message : String((error as Error).stack ?? error),
      hint: isOurs ? (error.hint ?? null) : null,
    },
  })
}
