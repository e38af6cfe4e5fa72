import { ThreadActivity, ThreadProbe } from '../../process/thread-probe.ts'
import type { SampledProcess } from './sampled-process.ts'

/** How many times the state is read while waiting for a process to stop: some 20 ms in all. */
const MOST_LOOKS = 5000

/**
 * Runs `sample` while the process is stopped (SIGSTOP), and lets it go on. Opt-in and for low rates: the stack is exact
 * then, but every sample costs the target its scheduling delay.
 */
export function stopProcess(sampled: SampledProcess, sample: () => void): void {
  sampled.readActivities()
  let probe: ThreadProbe
  try {
    probe = new ThreadProbe(sampled.pid, sampled.pid)
    process.kill(sampled.pid, 'SIGSTOP')
  } catch {
    sample()
    return
  }
  try {
    for (let look = 0; look < MOST_LOOKS && probe.readActivity() !== ThreadActivity.stopped; look++);
    sample()
  } finally {
    probe.close()
    try {
      process.kill(sampled.pid, 'SIGCONT')
    } catch {
      // It was killed meanwhile.
    }
  }
}
