import { useCallback, useState } from 'preact/hooks'
import type { ThreadLane, TimelineAnswer, TimelineSeries } from '../../src/query/time/timeline.ts'
import { nameOf } from '../chrome/base-choice.tsx'
import { baseTimeline, timeline } from '../state/answers.ts'
import { baseIndex, recording, recordings, threads } from '../state/app-state.ts'
import { formatShare, formatValue } from '../state/figures.ts'
import { isTight } from '../state/window-width.ts'
import type { RecordingInfo } from '../worker/protocol.ts'
import { Brush } from './brush.tsx'
import { LaneCanvas } from './lane-canvas.tsx'
import { LaneWalk, type WalkedRow } from './lane-walk.tsx'
import { paintLane, paintSeries } from './paint-lane.ts'
import { Axis, laneRow, seriesLabel, seriesName, seriesRow } from './timeline-strip.tsx'
import { TimelineTip } from './timeline-tip.tsx'

/** Drawing more lanes than this at once would hold up the page. */
const MOST_LANES = 200

/** Every thread and every value over time; clicking a thread's name keeps that thread alone. */
export function ThreadsView() {
  const info = recording.value!
  const { value: answer, error } = timeline.value
  const [hover, setHover] = useState<{ share: number; x: number; y: number } | null>(null)
  if (error !== null) return <p class="note">{error.message}</p>
  if (answer === null) return <div class="threads" aria-busy="true" />
  const lanes = answer.lanes.slice(0, MOST_LANES)
  return (
    <div class="threads">
      <div class="threads-scroll">
        <div class="threads-body">
          <div role="table" aria-label="Threads over time">
            <div class="threads-row threads-head" role="row">
              <span role="columnheader">Thread</span>
              <Axis answer={answer} count={isTight.value ? 4 : 8} />
              <span role="columnheader" class="number">
                CPU
              </span>
              <span role="columnheader">Waits for</span>
            </div>
            {lanes.map(lane => (
              <ThreadRow key={lane.thread} lane={lane} info={info} />
            ))}
            <BaseRows what="lanes" />
            {answer.series.map(series => (
              <SeriesRow key={`${series.name} ${series.process}`} series={series} info={info} />
            ))}
            <BaseRows what="series" />
          </div>
          {answer.lanes.length > MOST_LANES && (
            <p class="note">{answer.lanes.length - MOST_LANES} threads that did less are not drawn.</p>
          )}
          {answer.end > answer.start && (
            <div class="threads-brush">
              <Brush
                start={answer.start}
                end={answer.end}
                onHover={(share, x, y) => setHover(share === null ? null : { share, x, y })}
              />
              <LaneWalk id="threads" answer={answer} rows={walkedRows(answer, lanes, info)} />
            </div>
          )}
        </div>
      </div>
      <div class="threads-key">
        <span>
          <i class="key-ran" /> running, by heat
        </span>
        <span>
          <i class="key-waits" /> waiting
        </span>
        <span>
          <i class="key-gil" /> waiting for the GIL
        </span>
      </div>
      {hover !== null && <TimelineTip answer={answer} {...hover} />}
    </div>
  )
}

/** The rows in their order from top to bottom. */
function walkedRows(
  answer: TimelineAnswer,
  lanes: readonly ThreadLane[],
  info: RecordingInfo,
): readonly WalkedRow[] {
  const base = baseIndex.value === null ? undefined : recordings.value[baseIndex.value]
  const before = base === undefined ? null : baseTimeline.value.value
  const ofBase = (row: WalkedRow): WalkedRow => ({ ...row, name: `before: ${row.name}` })
  return [
    ...lanes.map(lane => laneRow(lane, info)),
    ...(before?.lanes.slice(0, MOST_LANES) ?? []).map(lane => ofBase(laneRow(lane, base!))),
    ...answer.series.map(series => seriesRow(series, info)),
    ...(before?.series ?? []).map(series => ofBase(seriesRow(series, base!))),
  ]
}

function ThreadRow({ lane, info }: { lane: ThreadLane; info: RecordingInfo }) {
  const paint = useCallback((surface: Parameters<typeof paintLane>[1]) => paintLane(lane, surface), [lane])
  const thread = info.threads[lane.thread]!
  const isAlone = threads.value?.length === 1 && threads.value[0] === lane.thread
  const isFaded = threads.value !== null && !threads.value.includes(lane.thread)
  const isManyProcesses = info.summary.processes > 1
  return (
    <div class="threads-row" role="row" data-faded={isFaded}>
      <span role="rowheader" class="threads-cell">
        <button
          type="button"
          class="threads-name ellipsis"
          aria-pressed={isAlone}
          title={`${thread.name}${Number.isNaN(thread.tid) ? '' : `, id ${thread.tid}`}: click to keep this thread alone`}
          onClick={() => {
            threads.value = isAlone ? null : [lane.thread]
          }}
        >
          {thread.name}
          {isManyProcesses && <span class="quiet"> {thread.processName}</span>}
        </button>
      </span>
      <div class="strip-track" role="cell">
        <LaneCanvas paint={paint} label={`What ${thread.name} did over time`} />
      </div>
      <span role="cell" class="number">
        {formatShare(lane.cpuShare)}
      </span>
      <span role="cell" class="quiet ellipsis" title={lane.mainWait ?? undefined}>
        {lane.mainWait ?? '–'}
      </span>
    </div>
  )
}

/** What the threads of the base did, or its values, on the same axis. */
function BaseRows({ what }: { what: 'lanes' | 'series' }) {
  const base = baseIndex.value === null ? undefined : recordings.value[baseIndex.value]
  const answer = baseTimeline.value.value
  if (base === undefined || answer === null || answer[what].length === 0) return null
  return (
    <>
      <div class="threads-row threads-base" role="row">
        <span role="rowheader" class="ellipsis">
          Before: {nameOf(baseIndex.value!)}
        </span>
      </div>
      {what === 'lanes' &&
        answer.lanes
          .slice(0, MOST_LANES)
          .map(lane => (
            <BaseLane key={lane.thread} lane={lane} name={base.threads[lane.thread]?.name ?? ''} />
          ))}
      {what === 'series' &&
        answer.series.map(series => (
          <SeriesRow key={`base ${series.name} ${series.process}`} series={series} info={base} />
        ))}
    </>
  )
}

function BaseLane({ lane, name }: { lane: ThreadLane; name: string }) {
  const paint = useCallback((surface: Parameters<typeof paintLane>[1]) => paintLane(lane, surface), [lane])
  return (
    <div class="threads-row" role="row">
      <span role="rowheader" class="threads-cell ellipsis">
        {name}
      </span>
      <div class="strip-track" role="cell">
        <LaneCanvas paint={paint} label={`What ${name} did over time before`} />
      </div>
      <span role="cell" class="number">
        {formatShare(lane.cpuShare)}
      </span>
      <span role="cell" class="quiet ellipsis" title={lane.mainWait ?? undefined}>
        {lane.mainWait ?? '–'}
      </span>
    </div>
  )
}

function SeriesRow({ series, info }: { series: TimelineSeries; info: RecordingInfo }) {
  const paint = useCallback(
    (surface: Parameters<typeof paintSeries>[1]) => paintSeries(series, surface),
    [series],
  )
  return (
    <div class="threads-row threads-series" role="row">
      <span role="rowheader" class="ellipsis">
        {seriesName(series, info)}
      </span>
      <div class="strip-track" role="cell">
        <LaneCanvas paint={paint} label={seriesLabel(series)} />
      </div>
      <span role="cell" class="number">
        {formatValue(series.peak, series.unit)}
      </span>
      <span role="cell" class="quiet ellipsis">
        {series.least < 0 ? `peak, least ${formatValue(series.least, series.unit)}` : 'peak'}
      </span>
    </div>
  )
}
