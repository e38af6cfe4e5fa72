import { computeCallNodes } from '../analysis/call-nodes.ts'
import { layoutFlameChart } from '../analysis/flame-chart.ts'
import { threadSamples } from '../analysis/thread-samples.ts'
import type { Recording } from '../model/recording.ts'
import type { ThreadIndex } from '../model/tables.ts'
import type { Filter } from './filter.ts'

/** Time order of one thread for the flame chart: boxes per depth, in time order. Columns have `length` entries. */
export interface FlameChartAnswer {
  readonly thread: ThreadIndex
  readonly start: number
  readonly end: number
  /** Depth of the deepest box, -1 when there are none. */
  readonly maxDepth: number
  readonly length: number
  readonly depth: Int32Array
  readonly func: Int32Array
  /** ns since `meta.startTime`. Boxes of one depth never overlap and stand in rising order of time. */
  readonly from: Float64Array
  readonly to: Float64Array
  /** `maxDepth + 2` entries: the boxes of depth d are `rowStart[d] … rowStart[d + 1] - 1` (see firstBoxAfter in
   *  analysis/flame-layout.ts for finding those in view). */
  readonly rowStart: Int32Array
}

/** What one thread did in time order. Neighbouring samples share the boxes of the outer funcs they have in common; time in
 *  which the thread was not sampled stays empty. The filter's threads and value type are ignored. `maxDepth` is the
 *  deepest box's depth, -1 when there is none. O(samples + boxes).
 *  @throws TypeError if the recording has no timed samples, RangeError if it has no such thread. */
export function queryFlameChart(
  recording: Recording,
  thread: ThreadIndex,
  filter: Filter = {},
): FlameChartAnswer {
  if (recording.stacks?.isTimed !== true) throw new TypeError('The recording has no samples in time order')
  if (!(thread >= 0 && thread < recording.shared.threads.length))
    throw new RangeError(`There is no thread ${thread}`)
  const samples = threadSamples(recording, thread, filter)
  const { depths, ...chart } = layoutFlameChart(computeCallNodes(recording.shared), samples)
  const start = samples.from[0] ?? 0
  const end = samples.to[samples.length - 1] ?? 0
  return { thread, start, end, maxDepth: depths - 1, ...chart }
}
