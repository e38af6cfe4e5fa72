import { ThreadState } from '../../model/tables.ts'

/** Labels that say which thread and process a sample is of. Datadog's and Node's profilers use the same names. */
export const THREAD_NAME = 'thread name'
export const THREAD_ID = 'thread id'
export const PROCESS_NAME = 'process name'
export const PROCESS_ID = 'process id'
/** Labels of this project: what a thread was doing, and for what it waited. */
export const STATE = 'thread state'
export const WAIT = 'waiting for'

/** The text of each value of ThreadState; unknown has none. */
export const STATE_NAMES: ReadonlyMap<number, string> = new Map([
  [ThreadState.running, 'running'],
  [ThreadState.runnable, 'runnable'],
  [ThreadState.waitingGil, 'waiting for the GIL'],
  [ThreadState.blocked, 'blocked'],
])

/** The value of ThreadState that a text names, null when it names none. */
export function stateOfName(name: string): number | null {
  for (const [state, text] of STATE_NAMES) if (text === name) return state
  return null
}
