import { RecorderError, UsageError } from '../../base/errors.ts'
import { recordOutside } from '../python/sample.ts'
import type { RecordOutcome, RecordRequest } from '../recorder.ts'

/** Highest rate. Above it reading the kernel's figures would cost more than they tell. */
export const MOST_MEMORY_RATE = 1000

/**
 * Measures the memory of a program and of all that it starts, whatever they run, from outside: what is resident over time, the
 * kernel's own peak, and the Python functions in which it grows.
 * @throws UsageError for what cannot be asked of memory; RecorderError PYRO_NO_PROC where there is no /proc, PYRO_EXITED
 * where there is none to attach to, and what launchProgram throws.
 */
export function recordMemory(request: RecordRequest): Promise<RecordOutcome> {
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
  return recordOutside(request, 'memory')
}
