import { isNoise } from '../../src/analysis/difference/uncertainty.ts'
import { formatChange } from '../../src/base/deltas.ts'
import type { FunctionGroupsAnswer } from '../../src/query/functions/groups.ts'
import { differenceStep, heatStep } from '../../src/render/svg/heat.ts'
import { Icon } from '../chrome/icons.tsx'
import { deltaText, noiseText } from '../difference/compared-figures.tsx'
import type { SortKey } from '../state/app-state.ts'
import { formatCount, formatHalfWidth, formatShare, formatValue } from '../state/figures.ts'
import { besideOfGroups, besideValues, groupAt, toggleGroup } from '../state/panes-state.ts'
import { TableRow } from '../table/table-row.tsx'
import { figure } from './function-cells.tsx'
import { shownGroups, tableRows } from './table-rows.ts'

/** A group of functions in the table, with the sums of its functions. */
export function GroupRow({
  id,
  group,
  at,
  columns,
  isOpen,
}: {
  id: string
  group: number
  /** Place in the table. */
  at: number
  columns: readonly { readonly key: SortKey }[]
  isOpen: boolean
}) {
  const answer = shownGroups.value!
  const name = answer.name[group]!
  const count = tableRows.value.counts[group]!
  const cell = (key: SortKey) => {
    const { self, totals, valueType } = answer
    const compared = comparedGroupCell(key, answer, group)
    if (compared !== null) return compared
    switch (key) {
      case 'name':
        return (
          <>
            <span class="group-mark" data-open={isOpen}>
              <Icon name="right" size={14} />
            </span>
            <span class="group-name">
              <bdi>{name}</bdi>
            </span>
            <span class="group-count">
              {formatCount(count)}
              <span class="visually-hidden"> functions</span>
            </span>
          </>
        )
      case 'self':
        return (
          <span
            class={`heat-cell ${toneOfGroup(answer, group)}`}
            title={formatValue(self[group]!, valueType.unit)}
          >
            {formatShare(self[group]! / answer.whole)}
          </span>
        )
      case 'interval':
        return formatHalfWidth(answer.selfLow[group]!, answer.selfHigh[group]!)
      case 'total':
        return Number.isNaN(totals[group]!) ? (
          <span title="A call graph does not say what a group costs with all it calls: calls within it would count twice">
            –
          </span>
        ) : (
          formatShare(totals[group]! / answer.whole)
        )
      case 'besideSelf': {
        const sums = besideOfGroups.value
        const whole = besideValues.value.value?.values[0]?.whole ?? Number.NaN
        if (sums === null) return ''
        const { unit } = besideValues.value.value!.values[0]!
        return sums.base === null
          ? formatShare(sums.own[group]! / whole)
          : deltaText(sums.own[group]!, sums.base[group]!, unit)
      }
      default:
        return ''
    }
  }
  return (
    <TableRow
      id={id}
      look="tr-group"
      at={at}
      columns={columns}
      level={1}
      isOpen={isOpen}
      isSelected={groupAt.value === name}
      cell={cell}
      titleOf={key => (key === 'name' ? name : undefined)}
      onClick={() => {
        groupAt.value = name
        toggleGroup(name, !isOpen)
      }}
    />
  )
}

/** How much of all a group cost itself; on the scale of differences where parts are below zero. */
function toneOfGroup({ self, total, whole }: FunctionGroupsAnswer, group: number): string {
  const most = Math.abs(self[0] ?? 0)
  return total < whole ? `diff-${differenceStep(self[group]!, most)}` : `heat-${heatStep(self[group]!, most)}`
}

/** A cell of a group beside its base; null without one, and where it is as everywhere. */
function comparedGroupCell(key: SortKey, answer: FunctionGroupsAnswer, group: number) {
  const { difference, valueType } = answer
  if (difference === null) return null
  const { unit } = valueType
  const [own, base] = [answer.self[group]!, difference.self[group]!]
  const [low, high] = [difference.selfLow[group]!, difference.selfHigh[group]!]
  switch (key) {
    case 'self':
      return figure(own, unit)
    case 'was':
      return figure(base, unit)
    case 'delta': {
      const step = differenceStep(isNoise(low, high) ? 0 : own - base, difference.largestSelf)
      return <span class={`heat-cell diff-${step}`}>{deltaText(own, base, unit)}</span>
    }
    case 'change':
      return formatChange(own, base)
    case 'interval':
      return noiseText(low, high, unit)
    case 'totalDelta': {
      const [total, was] = [answer.totals[group]!, difference.total[group]!]
      return Number.isNaN(total) || Number.isNaN(was) ? '–' : deltaText(total, was, unit)
    }
    default:
      return null
  }
}
