import { useState } from 'preact/hooks'
import { hasShrunk } from '../../src/query/functions/hot-stack.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { recording, selected } from '../state/app-state.ts'
import { formatShare, formatValue } from '../state/figures.ts'
import { hotStack } from '../state/panes-state.ts'

/** Steps that are shown above and below the function before all are asked for. */
const NEAR = 4

/** The most expensive stack with the selected function in it, outermost function first. */
export function HotStack() {
  const [isWhole, setWhole] = useState(false)
  const info = recording.value!
  const { value } = hotStack.value
  const func = selected.value
  if (value === null || value.func !== func || value.length === 0) return null
  const { funcs, totals, whole, valueType, isEstimated, length, difference } = value
  const own = funcs.indexOf(func)
  const first = isWhole ? 0 : Math.max(0, own - NEAR)
  const end = isWhole ? length : Math.min(length, own + NEAR + 1)
  return (
    <section class="detail-section">
      <div class="section-head">
        <h2>{hasShrunk(value) ? 'Stack that shrank most' : 'Most expensive stack'}</h2>
        <span title={isEstimated ? 'A call graph does not say what was called through what' : undefined}>
          {isEstimated ? 'an estimate' : difference !== null ? 'differs by' : 'share of everything'}
        </span>
      </div>
      <ol class={difference === null ? 'hot-stack' : 'hot-stack hot-stack-compared'} start={first + 1}>
        {Array.from({ length: end - first }, (_, i) => first + i).map(at => {
          const step = funcs[at]!
          return (
            <li key={at} aria-current={at === own ? 'true' : undefined}>
              <button
                type="button"
                class="bars-name code"
                data-func={step}
                title={`${info.funcs.name[step]}\n${info.funcs.where[step]}\n${formatValue(totals[at]!, valueType.unit)}${difference === null ? '' : `, was ${formatValue(difference.totals[at]!, valueType.unit)}`}`}
                onClick={() => {
                  selected.value = step
                }}
              >
                {info.funcs.name[step]}
              </button>
              <span class="bars-value">
                {difference === null
                  ? formatShare(totals[at]! / whole)
                  : deltaText(totals[at]!, difference.totals[at]!, valueType.unit)}
              </span>
            </li>
          )
        })}
      </ol>
      {length > end - first || isWhole ? (
        <button type="button" class="link more" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `Show all ${length}`}
        </button>
      ) : null}
    </section>
  )
}
