import { Fragment } from 'preact'
import { useCallback } from 'preact/hooks'
import { formatChange } from '../../src/base/deltas.ts'
import type { Unit } from '../../src/base/units.ts'
import type { MeasuredFunction, OverviewAnswer } from '../../src/query/overview.ts'
import type { TimelineSeries } from '../../src/query/time/timeline.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { overview, timeline } from '../state/answers.ts'
import { recording, selected, view } from '../state/app-state.ts'
import { formatCount, formatSeriesName, formatValue, formatValueTypeName } from '../state/figures.ts'
import { hasMemory } from '../state/memory-state.ts'
import { nothingLeft } from '../state/nothing-left.ts'
import { LaneCanvas } from '../timeline/lane-canvas.tsx'
import { LaneWalk } from '../timeline/lane-walk.tsx'
import { MemoryView } from '../timeline/memory-view.tsx'
import { paintSeries } from '../timeline/paint-lane.ts'
import { seriesLabel, seriesRow } from '../timeline/timeline-strip.tsx'

/** What a recording without functions has instead: values over time, lines by function, totals. */
export function OverviewView() {
  const { value: answer, error } = overview.value
  if (error !== null) return <p class="note">{error.message}</p>
  if (answer === null) return <div class="overview" aria-busy="true" />
  const info = recording.value!
  const series = (timeline.value.value?.series ?? []).filter(one => !info.memory.includes(one.name))
  const isEmpty = !hasMemory.value && series.length + answer.measured.length + answer.counters.length === 0
  return (
    <div class="overview" role="region" aria-label="Overview">
      {(series.length > 0 || hasMemory.value) && (
        <section aria-label="Values over time">
          {hasMemory.value && <MemoryView />}
          {series.map((one, i) => (
            <SeriesChart key={i} id={`overview-${i}`} series={one} base={peakBefore(answer, one)} />
          ))}
        </section>
      )}
      {answer.measured.length > 0 && <MeasuredTable answer={answer} />}
      {answer.counters.length > 0 && <CounterTable answer={answer} />}
      {isEmpty && <p class="note">{nothingLeft.value}</p>}
    </div>
  )
}

/** The largest value that the base has of a series; null where it has none. */
function peakBefore({ timelines }: OverviewAnswer, { name, unit }: TimelineSeries): number | null {
  const alike = timelines.filter(one => one.name === name && one.unit === unit)
  return alike.length === 1 ? (alike[0]!.base?.most ?? null) : null
}

function SeriesChart({ series, base, id }: { series: TimelineSeries; base: number | null; id: string }) {
  const walked = timeline.value.value
  const paint = useCallback(
    (surface: Parameters<typeof paintSeries>[1]) => paintSeries(series, surface),
    [series],
  )
  const name = formatSeriesName(series.name)
  return (
    <figure class="overview-chart">
      <figcaption>
        <span>{name}</span>
        <span class="overview-peak">
          at most {formatValue(series.peak, series.unit)}
          {series.least < 0 && `, at least ${formatValue(series.least, series.unit)}`}
          {base !== null &&
            `, was ${formatValue(base, series.unit)}: ${deltaText(series.peak, base, series.unit)}`}
        </span>
      </figcaption>
      <div class="overview-track">
        <LaneCanvas paint={paint} label={seriesLabel(series)} />
        {walked !== null && <LaneWalk id={id} answer={walked} rows={[seriesRow(series, recording.value!)]} />}
      </div>
    </figure>
  )
}

function MeasuredTable({ answer }: { answer: OverviewAnswer }) {
  const info = recording.value!
  const { valueTypes: types } = answer
  const isCompared = answer.measured.some(({ base }) => base !== null)
  const hasHits = answer.measured.some(({ hits }) => !Number.isNaN(hits))
  const open = ({ func }: MeasuredFunction) => {
    if (func === -1) return
    selected.value = func
    view.value = 'source'
  }
  return (
    <table class="plain-table" aria-label="Lines by function">
      <thead>
        <tr>
          <th scope="col">Function</th>
          {types.map(type => (
            <Fragment key={type.name}>
              <th scope="col">{formatValueTypeName(type.name)}</th>
              {isCompared && <ComparedHeads />}
            </Fragment>
          ))}
          <th scope="col">Lines</th>
          {hasHits && <th scope="col">Hits</th>}
          {hasHits && isCompared && <th scope="col">Were</th>}
          <th scope="col">Where</th>
        </tr>
      </thead>
      <tbody>
        {answer.measured.map(row => (
          <tr key={`${row.func}/${row.source}`}>
            <td class="code">
              {row.func === -1 ? (
                '–'
              ) : (
                <button type="button" class="link" onClick={() => open(row)}>
                  {info.funcs.name[row.func]}
                </button>
              )}
            </td>
            {row.values.map((value, k) => (
              <Fragment key={k}>
                <td>{formatValue(value, types[k]!.unit)}</td>
                {row.base !== null && (
                  <ComparedCells value={value} base={row.base.values[k]!} unit={types[k]!.unit} />
                )}
              </Fragment>
            ))}
            <td>{formatCount(row.lines)}</td>
            {hasHits && <td>{formatCount(row.hits)}</td>}
            {hasHits && row.base !== null && <td>{formatCount(row.base.hits)}</td>}
            <td class="ellipsis" title={info.sources[row.source]}>
              {row.func === -1 ? info.sources[row.source] : info.funcs.where[row.func]}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function CounterTable({ answer }: { answer: OverviewAnswer }) {
  const isCompared = answer.counters.some(({ base }) => base !== undefined)
  return (
    <table class="plain-table" aria-label="Totals">
      <thead>
        <tr>
          <th scope="col">In all</th>
          <th scope="col">Value</th>
          {isCompared && <ComparedHeads />}
        </tr>
      </thead>
      <tbody>
        {answer.counters.map(({ name, unit, value, base }, i) => (
          <tr key={i}>
            <td>{formatSeriesName(name)}</td>
            <td>{formatValue(value, unit)}</td>
            {isCompared && <ComparedCells value={value} base={base} unit={unit} />}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ComparedHeads() {
  return (
    <>
      <th scope="col">Was</th>
      <th scope="col">Difference</th>
      <th scope="col">Change</th>
    </>
  )
}

/** What the base has, and what the two differ by; nothing where it has it not. */
function ComparedCells({ value, base, unit }: { value: number; base: number | undefined; unit: Unit }) {
  const isKnown = base !== undefined && !Number.isNaN(base)
  return (
    <>
      <td>{isKnown ? formatValue(base, unit) : '–'}</td>
      <td>{isKnown ? deltaText(value, base, unit) : ''}</td>
      <td>{isKnown ? formatChange(value, base) : ''}</td>
    </>
  )
}
