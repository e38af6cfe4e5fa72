import { useCallback } from 'preact/hooks'
import { formatChange } from '../../src/base/deltas.ts'
import type { MeasuredFunction, OverviewAnswer } from '../../src/query/overview.ts'
import type { TimelineSeries } from '../../src/query/timeline.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { overview, timeline } from '../state/answers.ts'
import { recording, selected, view } from '../state/app-state.ts'
import { formatCount, formatSeriesName, formatValue, formatValueTypeName } from '../state/figures.ts'
import { hasMemory } from '../state/memory-state.ts'
import { LaneCanvas } from '../timeline/lane-canvas.tsx'
import { MemoryView } from '../timeline/memory-view.tsx'
import { paintSeries } from '../timeline/paint-lane.ts'

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
            <SeriesChart key={i} series={one} />
          ))}
        </section>
      )}
      {answer.measured.length > 0 && <MeasuredTable answer={answer} />}
      {answer.counters.length > 0 && <CounterTable answer={answer} />}
      {isEmpty && <p class="note">Nothing was measured</p>}
    </div>
  )
}

function SeriesChart({ series }: { series: TimelineSeries }) {
  const paint = useCallback(
    (surface: Parameters<typeof paintSeries>[1]) => paintSeries(series, surface),
    [series],
  )
  const name = formatSeriesName(series.name)
  return (
    <figure class="overview-chart">
      <figcaption>
        <span>{name}</span>
        <span class="overview-peak">at most {formatValue(series.peak, series.unit)}</span>
      </figcaption>
      <div class="overview-track">
        <LaneCanvas paint={paint} label={`${name} over time`} />
      </div>
    </figure>
  )
}

function MeasuredTable({ answer }: { answer: OverviewAnswer }) {
  const info = recording.value!
  const types = info.summary.valueTypes
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
            <th key={type.name} scope="col">
              {formatValueTypeName(type.name)}
            </th>
          ))}
          <th scope="col">Lines</th>
          <th scope="col">Hits</th>
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
              <td key={k}>{formatValue(value, types[k]!.unit)}</td>
            ))}
            <td>{formatCount(row.lines)}</td>
            <td>{formatCount(row.hits)}</td>
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
          {isCompared && (
            <>
              <th scope="col">Was</th>
              <th scope="col">Difference</th>
              <th scope="col">Change</th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {answer.counters.map(({ name, unit, value, base }, i) => (
          <tr key={i}>
            <td>{formatSeriesName(name)}</td>
            <td>{formatValue(value, unit)}</td>
            {isCompared && (
              <>
                <td>{base === undefined ? '–' : formatValue(base, unit)}</td>
                <td>{base === undefined ? '' : deltaText(value, base, unit)}</td>
                <td>{base === undefined ? '' : formatChange(value, base)}</td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
