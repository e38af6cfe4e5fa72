import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { BaseRows } from '../../src/query/functions/difference.ts'
import { type FunctionRows, wholeOfParts } from '../../src/query/functions/functions.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { neighbours } from '../state/answers.ts'
import { recording, selected } from '../state/app-state.ts'
import { formatCalls, formatShare, formatValue } from '../state/figures.ts'
import { shareOf } from '../state/panes-state.ts'
import { toneOf } from '../state/tones.ts'
import { Ribbons } from './ribbons.tsx'
import { shownRows } from './shown-rows.ts'

/** The selected function between those that call it and those it calls; a ribbon is as thick as what flows along it. */
export function CallersView() {
  const info = recording.value!
  const { value: answer, error } = neighbours.value
  const body = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => setWidth(body.current?.clientWidth ?? 0))
    observer.observe(body.current!)
    return () => observer.disconnect()
  }, [])
  const func = selected.value
  const ofCallers = answer === null ? 0 : wholeOfParts(answer.total, answer.callers.total)
  const ofCallees = answer === null ? 0 : wholeOfParts(answer.total, answer.callees.total)
  return (
    <div class={answer?.difference == null ? 'callers' : 'callers callers-compared'} ref={body}>
      {error !== null && <p class="note">{error.message}</p>}
      {func === -1 && (
        <p class="note">Select a function in the table to see who calls it and what it calls.</p>
      )}
      {answer !== null && width > 0 && (
        <>
          <Side
            title="Callers"
            rows={answer.callers}
            base={answer.difference?.callers ?? null}
            whole={shareOf.value === 'function' ? ofCallers : answer.whole}
            selfLabel="(no caller)"
          />
          <Ribbons rows={answer.callers} whole={ofCallers} side="left" />
          <div class="callers-centre">
            <div class={`callers-func ${toneOf(answer.func)}`} data-func={answer.func}>
              <span class="code callers-func-name">{info.funcs.name[answer.func]}</span>
              <span
                class={
                  answer.difference === null ? 'callers-func-share' : 'callers-func-share callers-func-delta'
                }
              >
                {answer.difference === null
                  ? formatShare(answer.total / answer.whole)
                  : deltaText(answer.total, answer.difference.total, answer.valueType.unit)}{' '}
                <small>total</small>
              </span>
              <span>
                {answer.difference === null
                  ? formatShare(answer.self / answer.whole)
                  : deltaText(answer.self, answer.difference.self, answer.valueType.unit)}{' '}
                <small>self</small>
              </span>
            </div>
          </div>
          <Ribbons rows={answer.callees} whole={ofCallees} side="right" />
          <Side
            title="Callees"
            rows={answer.callees}
            base={answer.difference?.callees ?? null}
            whole={shareOf.value === 'function' ? ofCallees : answer.whole}
            selfLabel="(self)"
            unit={answer.valueType.unit}
          />
        </>
      )}
    </div>
  )
}

function Side({
  title,
  rows,
  base,
  whole,
  selfLabel,
}: {
  title: string
  rows: FunctionRows
  /** What the rows cost in the base, null without one. */
  base: BaseRows | null
  whole: number
  selfLabel: string
  unit?: string
}) {
  const info = recording.value!
  const unit = neighbours.value.value?.valueType.unit ?? 'count'
  return (
    <section class="callers-side" aria-label={title}>
      <div class="section-head callers-head">
        <h2>{title}</h2>
        <span>
          {base !== null && 'differs by'}
          <span class="callers-share">
            {base !== null && ' · '}
            {shareOf.value === 'function' ? 'share of total' : 'share of everything'}
          </span>
        </span>
      </div>
      <div role="table" aria-label={title}>
        {shownRows(rows).map(row => {
          const func = rows.func[row]!
          const name = func === -1 ? selfLabel : info.funcs.name[func]!
          const share = rows.total[row]! / whole
          const isCounted = !Number.isNaN(rows.calls[row]!)
          return (
            <div role="row" class="callers-row" key={func}>
              <span role="cell" class="callers-name">
                {func === -1 ? (
                  <span class="quiet">{name}</span>
                ) : (
                  <button
                    type="button"
                    class="code ellipsis"
                    data-func={func}
                    title={`${name}\n${info.funcs.where[func]}`}
                    onClick={() => {
                      selected.value = func
                    }}
                  >
                    <span class={`heat-dot ${toneOf(func)}`} />
                    {name}
                  </button>
                )}
              </span>
              <span role="cell" class="quiet callers-value">
                {base !== null
                  ? deltaText(rows.total[row]!, base.total[row]!, unit)
                  : isCounted
                    ? formatCalls(rows.calls[row]!)
                    : formatValue(rows.total[row]!, unit)}
              </span>
              <span role="cell" class="callers-share">
                {formatShare(share)}
              </span>
            </div>
          )
        })}
      </div>
    </section>
  )
}
