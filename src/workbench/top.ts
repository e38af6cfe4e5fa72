import type { WatchEnd, WatchRequest } from '../record/python/watch.ts'
import { LiveModel } from './live-model.ts'

/** What to watch; `onChange` is called four times a second. */
export type TopOptions = Omit<WatchRequest, 'onLive'> & {
  /** Seconds of the sliding window. */
  readonly window: number
  readonly onChange: (model: LiveModel) => void
}

/** Watches a program until it ends or `signal` fires. @throws what watchProgram throws. */
export async function watch({ window, onChange, ...request }: TopOptions): Promise<WatchEnd> {
  const { watchProgram } = await import('../record/python/watch.ts')
  const model = new LiveModel(1e9 * window)
  return watchProgram({
    ...request,
    onLive: message => {
      model.apply(message)
      onChange(model)
    },
  })
}

export type { LiveModel, LiveQuestion, LiveRow } from './live-model.ts'
