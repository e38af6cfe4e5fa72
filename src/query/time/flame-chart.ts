import { threadSamples } from '../../analysis/time/thread-samples.ts'
import { computeCallNodes } from '../../analysis/tree/call-nodes.ts'
import { layoutFlameChart } from '../../analysis/tree/flame-chart.ts'
import type { Recording } from '../../model/recording.ts'
import type { ThreadIndex } from '../../model/tables.ts'
import type { Filter } from '../filter/filter.ts'
import type { FlameChartAnswer } from './timeline.ts'

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
