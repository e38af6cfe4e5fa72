import type {
  Answer,
  FromWorker,
  QuestionInput,
  QuestionName,
  ToWorker,
  WireError,
} from '../worker/protocol.ts'
import { unpackScript } from './unpack-script.ts'

/** What went wrong in the worker, in words for the reader. */
export class AnswerError extends Error {
  readonly hint: string | null
  constructor(error: WireError) {
    super(error.message)
    this.name = 'AnswerError'
    this.hint = error.hint
  }
}

interface Waiting {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
  readonly onProgress: ((share: number) => void) | undefined
}

let worker: Promise<Worker> | null = null
let nextId = 1
const waiting = new Map<number, Waiting>()

/**
 * Asks the worker. It answers one question after the other, so an answer costs at least what was asked before it.
 * @throws AnswerError.
 */
export function ask<N extends QuestionName>(
  name: N,
  input: QuestionInput<N>,
  options: { onProgress?: (share: number) => void; transfer?: Transferable[] } = {},
): Promise<Answer<N>> {
  worker ??= startWorker()
  const id = nextId++
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject, onProgress: options.onProgress })
    const message: ToWorker = { id, name, input }
    worker!.then(started => started.postMessage(message, options.transfer ?? []), stop)
  })
}

/** In the one-file page the worker's text stands in the page, compressed; a server has it as a file. */
async function startWorker(): Promise<Worker> {
  const inline = document.getElementById('pyrometer-worker')
  const started = new Worker(
    inline === null
      ? new URL('assets/worker.js', document.baseURI)
      : URL.createObjectURL(await unpackScript(inline.textContent ?? '')),
  )
  started.onmessage = event => receive(event.data as FromWorker)
  started.onerror = stop
  return started
}

function stop(event: { readonly message?: string }): void {
  const error = new AnswerError({
    message: `The part of the page that reads recordings stopped: ${event.message || 'it could not be started'}`,
    hint: 'Reload the page; a smaller file or a shorter time range needs less memory',
  })
  for (const { reject } of waiting.values()) reject(error)
  waiting.clear()
  worker = null
}

function receive(message: FromWorker): void {
  const asked = waiting.get(message.id)
  if (asked === undefined) return
  if ('progress' in message) {
    const { done, of } = message.progress
    asked.onProgress?.(of > 0 ? Math.min(1, done / of) : 0)
    return
  }
  waiting.delete(message.id)
  if ('error' in message) asked.reject(new AnswerError(message.error))
  else asked.resolve(message.answer)
}
