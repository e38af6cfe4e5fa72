import { useRef } from 'preact/hooks'
import { deltaText } from '../difference/compared-figures.tsx'
import { recording, selected } from '../state/app-state.ts'
import { formatCount, formatShare, formatValue } from '../state/figures.ts'
import { distantRelatives, relatives, shareOf } from '../state/panes-state.ts'
import { toneOf } from '../state/tones.ts'
import { VirtualRows } from '../table/virtual-rows.tsx'

const ROW = 28
const HEAD = 32

/** All callers or all callees of the selected function, however far away. */
export function DistantList() {
  const scroller = useRef<HTMLDivElement>(null)
  const info = recording.value!
  const { value: held, error } = distantRelatives.value
  if (error !== null) return <p class="note">{error.message}</p>
  if (selected.value === -1)
    return <p class="note">Select a function to see all that call it, directly or not.</p>
  const side = relatives.value === 'all-callers' ? 'callers' : 'callees'
  if (held === null || held.side !== side || held.func !== selected.value) return null
  const { rows, func, total, whole, valueType, isEstimated, difference } = held
  const of = shareOf.value === 'function' ? total : whole
  const title = side === 'callers' ? 'Called by' : 'Calls'
  return (
    <div class="distant">
      <p class="distant-head">
        <span class="code distant-name ellipsis" title={info.funcs.name[func]}>
          {info.funcs.name[func]}
        </span>
        <span class="quiet">
          {formatCount(rows.length)} {side}, {formatValue(total, valueType.unit)},{' '}
          {difference === null
            ? `${formatShare(total / whole)} of everything`
            : `was ${formatValue(difference.total, valueType.unit)}: ${deltaText(total, difference.total, valueType.unit)}`}
        </span>
      </p>
      {isEstimated && (
        <p class="estimate-note">
          Costs are estimates: a call graph does not say what was called through what, so the cost of each
          function is split among its {side} as it is over all calls. Distances are exact.
        </p>
      )}
      <div
        class="table-scroll distant-table"
        ref={scroller}
        role="table"
        aria-label={`All ${side} of ${info.funcs.name[func]}`}
        aria-rowcount={rows.length + 1}
        tabIndex={0}
      >
        <div class="tr thead" role="row" aria-rowindex={1}>
          <div class="td th td-name" role="columnheader">
            {title}
          </div>
          <div class="td th" role="columnheader" title="Calls on the shortest and on the longest way">
            Distance
          </div>
          <div class="td th" role="columnheader">
            {difference !== null ? 'Differs by' : isEstimated ? 'Total, estimated' : 'Total'}
          </div>
          <div class="td th" role="columnheader">
            Value
          </div>
          <div class="td th" role="columnheader">
            Where
          </div>
        </div>
        <VirtualRows scroller={scroller} count={rows.length} rowHeight={ROW} offset={HEAD}>
          {at => {
            const other = rows.func[at]!
            const [near, far] = [rows.nearest[at]!, rows.farthest[at]!]
            const cost = rows.total[at]!
            return (
              <div class="tr tr-body" role="row" aria-rowindex={at + 2} key={other} data-func={other}>
                <div class="td td-name" role="cell">
                  <button
                    type="button"
                    class="code ellipsis distant-button"
                    title={`${info.funcs.name[other]}\n${info.funcs.where[other]}`}
                    onClick={() => {
                      selected.value = other
                    }}
                  >
                    <span class={`heat-dot ${toneOf(other)}`} />
                    {info.funcs.name[other]}
                  </button>
                </div>
                <div class="td" role="cell">
                  {far > near ? `${near} to ${far}` : near}
                </div>
                <div
                  class="td"
                  role="cell"
                  title={
                    difference === null
                      ? undefined
                      : `was ${formatValue(difference.rows.total[at]!, valueType.unit)}`
                  }
                >
                  {difference !== null
                    ? deltaText(cost, difference.rows.total[at]!, valueType.unit)
                    : Number.isNaN(cost)
                      ? '–'
                      : formatShare(cost / of)}
                </div>
                <div class="td quiet" role="cell">
                  {formatValue(cost, valueType.unit)}
                </div>
                <div class="td quiet td-where" role="cell">
                  {info.funcs.where[other] || '–'}
                </div>
              </div>
            )
          }}
        </VirtualRows>
      </div>
    </div>
  )
}
