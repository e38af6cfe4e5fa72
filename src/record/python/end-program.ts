import type { LaunchedProgram } from '../process/launch-program.ts'

/** How long a program may take to end after SIGTERM, ms. */
const GRACE = 5000

/** Ends a program: SIGTERM, and SIGKILL when it does not obey. Resolves when it has ended. */
export async function endProgram(program: LaunchedProgram): Promise<void> {
  send(program.pid, 'SIGTERM')
  const killer = setTimeout(() => send(program.pid, 'SIGKILL'), GRACE)
  await program.exited
  clearTimeout(killer)
}

/** Makes repeated Ctrl-C harder: the first is the program's own affair (it has received SIGINT), the second ends it with
 *  SIGTERM, the third with SIGKILL. Returns what undoes this. */
export function escalateInterrupts(program: LaunchedProgram): () => void {
  let interrupts = 0
  let last = Number.NEGATIVE_INFINITY
  const onInterrupt = () => {
    const now = performance.now()
    // One press may arrive twice: from the terminal and from a parent that passes it on.
    if (now - last < 100) return
    last = now
    interrupts++
    if (interrupts > 1) send(program.pid, interrupts === 2 ? 'SIGTERM' : 'SIGKILL')
  }
  process.on('SIGINT', onInterrupt)
  return () => process.off('SIGINT', onInterrupt)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended already.
  }
}
