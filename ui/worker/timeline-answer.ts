import type { Recording } from '../../src/model/recording.ts'
import type { Filter } from '../../src/query/filter/filter.ts'
import { queryTimeline, type ThreadLane, type TimelineAnswer } from '../../src/query/time/timeline.ts'

/**
 * The timeline of a transformed recording, on the axis and with the lanes of the recording it was made of: a thread of which
 * nothing is left keeps its place, empty.
 */
export function answerTimeline(
  opened: Recording,
  shown: Recording,
  question: { readonly bins: number; readonly filter: Filter },
): TimelineAnswer {
  const whole = queryTimeline(opened, question)
  if (shown === opened || shown.stacks === null) return whole
  const left = queryTimeline(shown, { ...question, start: whole.start, end: whole.end })
  const byThread = new Map(left.lanes.map(lane => [lane.thread, lane]))
  return { ...left, lanes: whole.lanes.map(lane => byThread.get(lane.thread) ?? emptied(lane)) }
}

function emptied(lane: ThreadLane): ThreadLane {
  const nothing = new Float64Array(lane.running.length)
  return {
    thread: lane.thread,
    running: nothing,
    runnable: nothing,
    waitingGil: nothing,
    blocked: nothing,
    unknown: nothing,
    topFunc: new Int32Array(lane.topFunc.length).fill(-1),
    heat: nothing,
    cpuShare: Number.NaN,
    mainWait: null,
  }
}
