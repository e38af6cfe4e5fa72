import { useState } from 'preact/hooks'
import type { BaseRows } from '../../src/query/functions/difference.ts'
import { type FunctionRows, wholeOfParts } from '../../src/query/functions/functions.ts'
import { shownRows } from '../callers/shown-rows.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { recording, selected } from '../state/app-state.ts'
import { formatShare } from '../state/figures.ts'

/** Callers or callees with bars: shares of the function's total, closing with a self row so that they add up. */
export function NeighbourList({
  title,
  rows,
  base,
  unit,
  whole,
  selfLabel,
  limit,
}: {
  title: string
  rows: FunctionRows | null
  /** What the rows cost in the base, null without one; in this unit. */
  base: BaseRows | null
  unit: string
  /** The function's total. */
  whole: number
  selfLabel: string
  limit: number
}) {
  const [isWhole, setWhole] = useState(false)
  const of = rows === null ? whole : wholeOfParts(whole, rows.total)
  const info = recording.value!
  const order = rows === null ? [] : shownRows(rows)
  const count = order.length
  const shown = isWhole ? count : Math.min(count, limit)
  return (
    <section class="detail-section">
      <div class="section-head">
        <h2>{title}</h2>
        <span>{base === null ? 'share of total' : 'differs by'}</span>
      </div>
      {rows !== null && count === 0 && <p class="note">None were seen.</p>}
      <ul class="bars">
        {order.slice(0, shown).map(row => {
          const func = rows!.func[row]!
          const share = rows!.total[row]! / of
          const name = func === -1 ? selfLabel : info.funcs.name[func]!
          return (
            <li key={func}>
              {func === -1 ? (
                <span class="bars-name quiet">{name}</span>
              ) : (
                <button
                  type="button"
                  class="bars-name code"
                  data-func={func}
                  title={`${name}\n${info.funcs.where[func]}`}
                  onClick={() => {
                    selected.value = func
                  }}
                >
                  {name}
                </button>
              )}
              <span class="track" aria-hidden="true">
                <span
                  class={`track-fill ${share < 0 ? 'track-fill-below' : 'track-fill-quiet'}`}
                  style={{ width: `${(100 * Math.min(1, Math.abs(share) || 0)).toFixed(2)}%` }}
                />
              </span>
              <span class={base === null ? 'bars-value' : 'bars-value bars-delta'}>
                {base === null ? formatShare(share) : deltaText(rows!.total[row]!, base.total[row]!, unit)}
              </span>
            </li>
          )
        })}
      </ul>
      {count > limit && (
        <button type="button" class="link more" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show ${count - limit} more`}
        </button>
      )}
    </section>
  )
}
