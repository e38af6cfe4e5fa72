import { PyrometerError } from '../../src/base/errors.ts'
import { answer, transferable } from './answer.ts'
import type { FromWorker, ToWorker, WireError } from './protocol.ts'

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null
  postMessage(message: FromWorker, transfer?: Transferable[]): void
}

// Questions are answered one after the other: an answer may wait for bytes, and the next must not overtake it.
let last: Promise<void> = Promise.resolve()

scope.onmessage = event => {
  last = last.then(() => handle(event.data))
}

async function handle({ id, name, input }: ToWorker): Promise<void> {
  try {
    const onProgress = (done: number, of: number) => scope.postMessage({ id, progress: { done, of } })
    const result = await answer(name, input as never, onProgress)
    scope.postMessage({ id, answer: result }, transferable(name, result))
  } catch (error) {
    scope.postMessage({ id, error: wireError(error) })
  }
}

function wireError(error: unknown): WireError {
  if (error instanceof PyrometerError) return { message: error.message, hint: error.hint ?? null }
  if (error instanceof RangeError && /array (?:buffer|length)|memory/i.test(error.message)) {
    return {
      message: `There is not enough memory for this: ${error.message}`,
      hint: 'Try a shorter time range or fewer threads',
    }
  }
  return { message: error instanceof Error ? error.message : String(error), hint: null }
}
