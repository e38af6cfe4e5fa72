import type { Recording } from '../model/recording.ts'
import type { HeapLooksRequest } from '../record/python/heap/record-looks.ts'

/** How a running process's heap is looked at; without `looks` once. */
export type HeapLookOptions = Pick<HeapLooksRequest, 'pid' | 'onLook'> &
  Partial<Pick<HeapLooksRequest, 'looks' | 'every' | 'signal'>>

/**
 * Objects by type, count and size of a running CPython process, from outside and without stopping it; each look is a snapshot of
 * the recording. @throws what openPythonTarget throws, and RecorderError PYRO_PYTHON_VERSION for a build whose objects cannot be
 * listed.
 */
export async function lookAtHeap(options: HeapLookOptions): Promise<Recording> {
  const { recordHeapLooks } = await import('../record/python/heap/record-looks.ts')
  const { pid, looks = 1, every = 10, signal = new AbortController().signal, onLook } = options
  return recordHeapLooks({ pid, looks, every, signal, onLook })
}
