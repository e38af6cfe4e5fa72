import type { RecordOutcome, RecordRequest } from '../../recorder.ts'
import { type LeakCheck, recordLeaks } from './record-leaks.ts'
import { type NativeHeapOptions, recordNativeHeap } from './record-native-heap.ts'

/** What is asked of the native heap. */
export interface NativeHeapRequest extends NativeHeapOptions {
  /** How strictly leaks are looked for; null: no leaks, but all that was allocated. */
  readonly leaks: LeakCheck | null
}

/** Records what {@link recordNativeHeap} or {@link recordLeaks} gives. */
export function recordNative(request: RecordRequest, native: NativeHeapRequest): Promise<RecordOutcome> {
  return native.leaks === null ? recordNativeHeap(request, native) : recordLeaks(request, native.leaks)
}
