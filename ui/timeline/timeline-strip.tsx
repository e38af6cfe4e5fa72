import { useCallback, useMemo, useState } from 'preact/hooks'
import { formatCountOf } from '../../src/base/units.ts'
import type { ThreadLane, TimelineAnswer, TimelineSeries } from '../../src/query/time/timeline.ts'
import { hasTimeline, timeline } from '../state/answers.ts'
import { recording, threads, view } from '../state/app-state.ts'
import { formatSeriesName, formatShare, formatValue } from '../state/figures.ts'
import { canFilterRegions } from '../state/regions.ts'
import type { RecordingInfo } from '../worker/protocol.ts'
import { timeTicks } from './axis.ts'
import { Brush } from './brush.tsx'
import { LaneCanvas } from './lane-canvas.tsx'
import { LaneWalk, type WalkedRow } from './lane-walk.tsx'
import { paintLane, paintSeries } from './paint-lane.ts'
import { RegionRow } from './region-row.tsx'
import { TimelineTip } from './timeline-tip.tsx'

/** Rows of the strip: the hottest threads, then memory. */
const THREAD_ROWS = 3
const SERIES_ROWS = 1

/** Threads by heat, waiting hatched, memory under them; the brush over it selects time for every view. */
export function TimelineStrip() {
  const info = recording.value
  const [hover, setHover] = useState<{ share: number; x: number; y: number } | null>(null)
  if (info === null || !hasTimeline.value) return null
  const { value: answer, error } = timeline.value
  const lanes = answer?.lanes ?? []
  // The size is known before the answer is: nothing moves when it comes.
  const seen = info.threads.filter(({ samples }) => samples > 0).length
  const threadRows = info.isTimed ? Math.max(1, Math.min(THREAD_ROWS, seen)) : 0
  const seriesRows = Math.min(SERIES_ROWS, info.series.length)
  const more = Math.max(0, lanes.length - threadRows)
  const series = answer === null ? [] : stripSeries(answer)
  return (
    <section class="strip" aria-label="Timeline" data-plain={!info.hasThreadFacts && seriesRows === 0}>
      <div class="strip-rows">
        {Array.from({ length: threadRows }, (_, i) => (
          <LaneRow key={`lane-${i}`} lane={lanes[i] ?? null} info={info} />
        ))}
        {Array.from({ length: seriesRows }, (_, i) => (
          <SeriesRow key={`series-${i}`} series={series[i] ?? null} />
        ))}
        {canFilterRegions.value && <RegionRow start={answer?.start ?? 0} end={answer?.end ?? 0} />}
        <div class="strip-row strip-axis">
          <span class="strip-label">
            {more > 0 && (
              <button
                type="button"
                class="link"
                onClick={() => {
                  view.value = 'threads'
                }}
              >
                {formatCountOf(more, 'more thread')}
              </button>
            )}
          </span>
          <Axis answer={answer} />
          <span class="strip-fact" />
        </div>
        {error !== null && <p class="note">{error.message}</p>}
        {answer !== null && answer.end > answer.start && (
          <div class="strip-brush">
            <Brush
              start={answer.start}
              end={answer.end}
              onHover={(share, x, y) => setHover(share === null ? null : { share, x, y })}
            />
            <LaneWalk
              id="strip"
              answer={answer}
              rows={[
                ...lanes.slice(0, threadRows).map(lane => laneRow(lane, info)),
                ...series.slice(0, seriesRows).map(one => seriesRow(one, info)),
              ]}
            />
          </div>
        )}
      </div>
      {hover !== null && answer !== null && <TimelineTip answer={answer} {...hover} />}
    </section>
  )
}

/** A thread as a row that is walked by keyboard. */
export function laneRow(lane: ThreadLane, info: RecordingInfo): WalkedRow {
  return { name: info.threads[lane.thread]?.name ?? '', of: lane, funcs: info.funcs.name }
}

/** The same of a value over time. */
export function seriesRow(series: TimelineSeries, info: RecordingInfo): WalkedRow {
  return { name: seriesName(series, info), of: series, funcs: info.funcs.name }
}

/** A value's name, with its process where there are several. */
export function seriesName(series: TimelineSeries, info: RecordingInfo): string {
  const isOfMany = info.summary.processes > 1 && series.process !== -1
  return `${formatSeriesName(series.name)}${isOfMany ? ` ${series.process}` : ''}`
}

/** Memory first, then whatever else was measured over time. */
function stripSeries(answer: TimelineAnswer): TimelineSeries[] {
  return [...answer.series].sort((a, b) => rank(a) - rank(b))
}

function rank(series: TimelineSeries): number {
  return ['rss', 'pss', 'uss', 'memory'].indexOf(series.name) === -1 ? 1 : 0
}

function LaneRow({ lane, info }: { lane: ThreadLane | null; info: RecordingInfo }) {
  const paint = useCallback(
    (surface: Parameters<typeof paintLane>[1]) => {
      if (lane !== null) paintLane(lane, surface)
    },
    [lane],
  )
  const thread = lane === null ? null : info.threads[lane.thread]
  const isFiltered = lane !== null && threads.value !== null && !threads.value.includes(lane.thread)
  return (
    <div class="strip-row" data-faded={isFiltered}>
      <span class="strip-label ellipsis" title={thread?.name}>
        {thread?.name ?? ''}
      </span>
      <div class="strip-track">
        <LaneCanvas paint={paint} label={thread == null ? '' : `What ${thread.name} did over time`} />
      </div>
      <span class="strip-fact ellipsis" title={lane === null ? undefined : laneFact(lane)}>
        {lane === null ? '' : laneFact(lane)}
      </span>
    </div>
  )
}

/** What a thread did in two words: its CPU share, or what it waits for when it hardly runs. */
function laneFact(lane: ThreadLane): string {
  const isWaiting = lane.mainWait !== null && !(lane.cpuShare >= 0.3)
  if (isWaiting) return `waits: ${lane.mainWait}`
  return Number.isNaN(lane.cpuShare) ? '' : `${formatShare(lane.cpuShare).replace(/\.\d/, '')} CPU`
}

function SeriesRow({ series }: { series: TimelineSeries | null }) {
  const paint = useCallback(
    (surface: Parameters<typeof paintSeries>[1]) => {
      if (series !== null) paintSeries(series, surface)
    },
    [series],
  )
  return (
    <div class="strip-row">
      <span class="strip-label ellipsis">{series === null ? '' : formatSeriesName(series.name)}</span>
      <div class="strip-track">
        <LaneCanvas paint={paint} label={series === null ? '' : seriesLabel(series)} />
      </div>
      <span class="strip-fact ellipsis">{series === null ? '' : rangeOf(series)}</span>
    </div>
  )
}

/** What a picture of a value over time is called. */
export function seriesLabel(series: TimelineSeries): string {
  const range = series.least < 0 ? `, ${rangeOf(series)}` : ''
  return `${formatSeriesName(series.name)} over time${range}`
}

/** How high a value went, "412 MB peak"; "−99 to 100" where it went below nothing; '' where there is none. */
function rangeOf({ peak, least, unit }: TimelineSeries): string {
  if (Number.isNaN(peak)) return ''
  return least < 0
    ? `${formatValue(least, unit)} to ${formatValue(peak, unit)}`
    : `${formatValue(peak, unit)} peak`
}

/** The time axis below the rows. */
export function Axis({
  answer,
  count = 5,
}: {
  answer: Pick<TimelineAnswer, 'start' | 'end'> | null
  count?: number
}) {
  const ticks = useMemo(
    () => (answer === null ? [] : timeTicks(answer.start, answer.end, count)),
    [answer?.start, answer?.end, count],
  )
  return (
    <div class="axis" aria-hidden="true">
      {ticks.map(tick => (
        <span
          key={tick.time}
          class={tick.at === 1 ? 'axis-end' : tick.at < 0.02 ? 'axis-start' : ''}
          style={{ left: `${(100 * tick.at).toFixed(3)}%` }}
        >
          {tick.label}
        </span>
      ))}
    </div>
  )
}
