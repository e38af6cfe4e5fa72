import { RecorderError, UsageError } from '../../base/errors.ts'
import { recordOutside } from '../python/sample.ts'
import type { RecordOutcome, RecordRequest } from '../recorder.ts'

/** Highest rate. Above it reading the kernel's figures would cost more than they tell. */
const MOST_MEMORY_RATE = 1000

/**
 * Measures the memory of a program and of all that it starts, whatever they run, from outside: what is resident over time, the
 * kernel's own peak, and the Python functions in which it grows. Where functions are chosen (`request.functions`, or decorated
 * `@profile` in the script) or `request.memory` asks for it, also inside the program.
 * @throws UsageError for what cannot be asked of memory; RecorderError PYRO_NO_PROC where there is no /proc, PYRO_EXITED
 * where there is none to attach to, and what launchProgram throws.
 */
export async function recordMemory(request: RecordRequest): Promise<RecordOutcome> {
  if (request.stop)
    throw new UsageError('Memory is measured without stopping the program', 'Leave out --stop')
  if (request.rate > MOST_MEMORY_RATE) {
    throw new UsageError(
      `Memory is read at most ${MOST_MEMORY_RATE} times a second`,
      `Give --rate ${MOST_MEMORY_RATE}`,
    )
  }
  if (process.platform !== 'linux') {
    throw new RecorderError('PYRO_NO_PROC', 'Memory is measured from outside on Linux only', {
      hint: 'Inside a Python program, pyrometer.memory_usage() measures it',
    })
  }
  const isDecorated = await hasDecorated(request)
  if (isDecorated || (request.functions ?? []).length > 0 || (request.memory ?? null) !== null) {
    const { recordMemoryInside } = await import('./inside/record-memory-inside.ts')
    return recordMemoryInside(request, { isDecorated })
  }
  return recordOutside(request, 'memory')
}

async function hasDecorated({ target }: RecordRequest): Promise<boolean> {
  if (target.kind === 'attach') return false
  const { isDecorated } = await import('./inside/decorated-script.ts')
  return isDecorated(target)
}
