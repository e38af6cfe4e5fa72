import type { ThreadInfo } from '../worker/protocol.ts'

/** A main thread that was seen so much less often than the busiest thread only waits for others. */
const IDLE = 0.1

/** The thread whose flame chart is shown until another is chosen: the main one, of several processes the one seen most; the one seen
 *  most of all where no main thread is known, or did next to nothing. 0 where there is none. */
export function standardThread(threads: readonly Pick<ThreadInfo, 'isMain' | 'samples'>[]): number {
  const busiest = mostSeen(threads, () => true)
  const least = IDLE * (threads[busiest]?.samples ?? 0)
  const main = mostSeen(threads, ({ isMain, samples }) => isMain && samples > 0 && samples >= least)
  return main === -1 ? Math.max(0, busiest) : main
}

/** The first of those that were seen most, -1 none. */
function mostSeen<Thread extends { readonly samples: number }>(
  threads: readonly Thread[],
  isWanted: (thread: Thread) => boolean,
): number {
  let best = -1
  for (const [i, thread] of threads.entries()) {
    if (isWanted(thread) && (best === -1 || thread.samples > threads[best]!.samples)) best = i
  }
  return best
}
