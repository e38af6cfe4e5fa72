import { Worker } from 'node:worker_threads'
import { RecorderError } from '../../../base/errors.ts'
import type { Interpreter } from '../../../model/recording.ts'
import {
  CONTROL_SIZE,
  CONTROL_START,
  Control,
  type LiveMessage,
  type SessionMessage,
  type SessionOptions,
  type SessionResult,
} from './session-protocol.ts'

/** What the sampling thread tells while it runs. */
export interface SamplerEvents {
  readonly onFound?: (pid: number, interpreter: Interpreter) => void
  readonly onLive?: (message: LiveMessage) => void
}

/** The thread that samples, as seen from the one that waits. */
export class SamplerThread {
  /** Resolves when the thread is up: to be waited for before a program is launched, so that its first ms count. */
  readonly ready: Promise<void>
  /** What was measured. @throws RecorderError when the sampler itself failed. */
  readonly result: Promise<SessionResult>
  readonly #control: SharedArrayBuffer

  constructor(options: Omit<SessionOptions, 'control'>, events: SamplerEvents = {}) {
    this.#control = new SharedArrayBuffer(CONTROL_SIZE)
    const workerData: SessionOptions = { ...options, control: this.#control }
    const worker = new Worker(new URL('./sampler-worker.js', import.meta.url), { workerData })
    let setReady: () => void
    this.ready = new Promise(resolve => {
      setReady = resolve
    })
    this.result = new Promise((resolve, reject) => {
      worker.on('message', (message: SessionMessage) => {
        if (message.kind === 'ready') setReady()
        else if (message.kind === 'found') events.onFound?.(message.pid, message.interpreter)
        else if (message.kind === 'live') events.onLive?.(message)
        else if (message.kind === 'done') resolve(message.result)
        else reject(new RecorderError(message.failure.code, message.failure.message))
      })
      worker.on('error', error => {
        setReady()
        reject(new RecorderError('PYRO_SAMPLER', `The sampler failed: ${error.message}`, { cause: error }))
      })
      worker.on('exit', () => {
        setReady()
        reject(new RecorderError('PYRO_SAMPLER', 'The sampler ended without a result'))
      })
    })
    // Whoever started it may be busy with the launched program when it fails.
    this.result.catch(() => undefined)
  }

  /** Names the process to look at; `start` is the recording's time 0, ms since 1970. */
  begin(pid: number, start: number): void {
    new Float64Array(this.#control, CONTROL_START, 1)[0] = start
    this.#set(Control.pid, pid)
  }

  /** Ends the session; `result` resolves soon after. */
  stop(): void {
    this.#set(Control.stop, 1)
    this.#set(Control.pid, -1)
  }

  #set(word: number, value: number): void {
    const control = new Int32Array(this.#control)
    if (word === Control.pid) Atomics.compareExchange(control, word, 0, value)
    else Atomics.store(control, word, value)
    Atomics.notify(control, word)
  }
}

/** ms since 1970, with the resolution of the monotonic clock. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now()
}
