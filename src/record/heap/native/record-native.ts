import type { RecordOutcome, RecordRequest } from '../../recorder.ts'
import { findTcmalloc } from './find-tcmalloc.ts'
import type { LeakCheck } from './leak-values.ts'
import { recordLeaks } from './record-leaks.ts'
import { recordLeaksByValgrind } from './record-leaks-by-valgrind.ts'
import { type NativeHeapOptions, recordNativeHeap } from './record-native-heap.ts'

/** What is asked of the native heap. */
export interface NativeHeapRequest extends NativeHeapOptions {
  /** How strictly leaks are looked for; null: no leaks, but all that was allocated. */
  readonly leaks: LeakCheck | null
  /** What looks for them; null: gperftools' heap checker where it is installed, else valgrind. */
  readonly leakTool?: 'gperftools' | 'valgrind' | null
}

/** Records what {@link recordNativeHeap}, {@link recordLeaks} or {@link recordLeaksByValgrind} gives. */
export async function recordNative(
  request: RecordRequest,
  { leaks, leakTool = null, ...options }: NativeHeapRequest,
): Promise<RecordOutcome> {
  if (leaks === null) return recordNativeHeap(request, options)
  const { target } = request
  const hasChecker = target.kind === 'launch' && findTcmalloc(target.env)?.hasHeapChecker === true
  const tool = leakTool ?? (hasChecker ? 'gperftools' : 'valgrind')
  if (tool === 'gperftools') return recordLeaks(request, leaks)
  if (leakTool === null)
    request.say("gperftools' heap checker is not installed: valgrind looks for leaks, which takes longer")
  return recordLeaksByValgrind(request, leaks)
}
