import type { TargetThread } from '../target/target.ts'

/** Python's threads by the key of their row: the operating system's id, or the negative address of a thread without. */
export interface KeyedThreads {
  readonly keyed: ReadonlyMap<number, TargetThread>
  /** Whether some were left out that are not ready: to be listed again at the next tick. */
  readonly isStale: boolean
}

/**
 * Gives each of Python's threads the key of its row. A thread that is just being started has no id yet, or still that of
 * the thread that starts it: it is left out. `known` is the thread that had an id at the last listing.
 */
export function keyThreads(
  infos: readonly TargetThread[],
  known: (tid: number) => TargetThread | null | undefined,
): KeyedThreads {
  const keyed = new Map<number, TargetThread>()
  const hasIds = infos.some(({ tid }) => tid > 0)
  let isStale = false
  for (const info of infos) {
    if (info.tid <= 0) {
      if (hasIds) isStale = true
      else keyed.set(-info.address, info)
      continue
    }
    const other = keyed.get(info.tid)
    if (other === undefined) {
      keyed.set(info.tid, info)
    } else if (other.interpreter !== info.interpreter) {
      // A thread may serve two sub-interpreters: only one of them can have the kernel's account.
      keyed.set(-info.address, info)
    } else {
      isStale = true
      // The list is newest first: the older one is who it says.
      if (known(info.tid) !== other) keyed.set(info.tid, info)
    }
  }
  return { keyed, isStale }
}
