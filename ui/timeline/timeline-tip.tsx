import { useLayoutEffect, useRef } from 'preact/hooks'
import { formatSeconds } from '../../src/base/units.ts'
import type { ThreadLane, TimelineAnswer, TimelineSeries } from '../../src/query/time/timeline.ts'
import { recording } from '../state/app-state.ts'
import { formatSeriesName, formatValue } from '../state/figures.ts'
import { ownToneOf } from '../state/tones.ts'
import { farthestOf, stateOf } from './lane-pieces.ts'

const SHOWN = 6

/** What happened at the moment under the pointer: what each thread ran or waited for, and the values over time. */
export function TimelineTip({
  answer,
  share,
  x,
  y,
  row = null,
}: {
  answer: TimelineAnswer
  share: number
  x: number
  y: number
  /** The lane or the value that stands out: the one under the keyboard. */
  row?: ThreadLane | TimelineSeries | null
}) {
  const tip = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = tip.current!
    const { width, height } = element.getBoundingClientRect()
    const top = y + 20 + height > innerHeight - 8 ? y - height - 12 : y + 20
    element.style.transform = `translate(${Math.max(8, Math.min(x + 12, innerWidth - width - 8))}px, ${top}px)`
  })
  const info = recording.value
  if (info === null) return null
  const bin = Math.min(answer.bins - 1, Math.floor(share * answer.bins))
  const time = answer.start + share * (answer.end - answer.start)
  const lanes = answer.lanes.filter(lane => lane.topFunc[bin] !== -1 || stateOf(lane, bin) !== '')
  return (
    <div class="tip" ref={tip} role="tooltip">
      <div class="tip-time">{formatSeconds(time / 1e9)}</div>
      <div class="tip-lanes">
        {lanes.slice(0, SHOWN).map(lane => {
          const func = lane.topFunc[bin]!
          return (
            <div class="tip-lane" key={lane.thread} data-here={lane === row}>
              <span class="quiet ellipsis">{info.threads[lane.thread]?.name}</span>
              <span class="code ellipsis">
                {func !== -1 && <span class={`heat-dot ${ownToneOf(func)}`} />}
                {func === -1 ? '–' : info.funcs.name[func]}
              </span>
              <span class="quiet">{stateOf(lane, bin)}</span>
            </div>
          )
        })}
      </div>
      {answer.series.slice(0, 4).map(series => (
        <div class="tip-series" key={`${series.name} ${series.process}`} data-here={series === row}>
          <span class="quiet">{formatSeriesName(series.name)}</span>
          <span>{formatValue(farthestOf(series, { from: bin, to: bin + 1 }), series.unit)}</span>
        </div>
      ))}
    </div>
  )
}
