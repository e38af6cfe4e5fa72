import { readdirSync } from 'node:fs'

/** Waits until a process has so many threads. */
export async function waitForThreads(pid: number, count: number): Promise<void> {
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline) {
    try {
      if (readdirSync(`/proc/${pid}/task`).length >= count) return
    } catch {
      // It is not there yet.
    }
    await new Promise(done => setTimeout(done, 10))
  }
  throw new Error(`Process ${pid} did not start ${count} threads`)
}
