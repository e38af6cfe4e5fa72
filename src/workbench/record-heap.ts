import type { NativeHeapRequest } from '../record/heap/native/record-native.ts'
import type { RecordOutcome, RecordRequest } from '../record/recorder.ts'
import { symbolise } from './symbols/symbolise.ts'

/** Records a heap: Python's objects from inside (`request.heap`), or that of native code by its allocator. Native functions get their names here, as long as the binaries are those that
 *  were measured. */
export async function recordHeap(
  request: RecordRequest,
  native: NativeHeapRequest | null,
): Promise<RecordOutcome> {
  if (native === null) {
    const { recordHeapInside } = await import('../record/heap/inside/record-heap-inside.ts')
    return recordHeapInside(request)
  }
  const { recordNative } = await import('../record/heap/native/record-native.ts')
  const outcome = await recordNative(request, native)
  const [recording] = await symbolise([outcome.recording])
  return { ...outcome, recording: recording! }
}

export type { NativeHeapRequest } from '../record/heap/native/record-native.ts'
export type { HeapInside } from '../record/recorder.ts'
