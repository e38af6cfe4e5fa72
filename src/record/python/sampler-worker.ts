// The sampling thread: runs one session and blocks until it is over. It has a thread to itself so that nothing else
// (signals, the terminal, a launched program's end) delays a sample.
import { readlinkSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { PyrometerError } from '../../base/errors.ts'
import { SamplingSession } from './sampling-session.ts'
import { CONTROL_START, Control, type SessionMessage, type SessionOptions } from './session-protocol.ts'

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

askForExactSleeps()
post({ kind: 'ready' })
while (Atomics.load(control, Control.pid) === 0 && Atomics.load(control, Control.stop) === 0) {
  Atomics.wait(control, Control.pid, 0, 1000)
}
const offset = performance.timeOrigin - start[0]!
try {
  const session = new SamplingSession(options, {
    now: () => performance.now() + offset,
    epoch: start[0]!,
    sleep: milliseconds => {
      Atomics.wait(control, Control.stop, 0, milliseconds)
    },
    isStopped: () => Atomics.load(control, Control.stop) !== 0,
    onPython: (pid, interpreter) => post({ kind: 'found', pid, interpreter }),
    onLive: post,
  })
  post({ kind: 'done', result: session.run(Atomics.load(control, Control.pid)) })
} catch (error) {
  const isOurs = error instanceof PyrometerError
  post({
    kind: 'failed',
    failure: {
      pid: Atomics.load(control, Control.pid),
      code: isOurs ? error.code : 'PYRO_SAMPLER',
      message: isOurs ? error.message : String((error as Error).stack ?? error),
      hint: isOurs ? (error.hint ?? null) : null,
    },
  })
}
