import { formatChange } from '../../src/base/deltas.ts'
import type { FunctionDifference } from '../../src/query/functions/difference.ts'
import type { FunctionsAnswer } from '../../src/query/functions/functions.ts'
import { deltaText, noiseText } from '../difference/compared-figures.tsx'
import type { SortKey } from '../state/app-state.ts'
import {
  formatCeiling,
  formatCount,
  formatHalfWidth,
  formatShare,
  formatShortValue,
  formatValue,
} from '../state/figures.ts'
import { toneOf } from '../state/tones.ts'
import type { RecordingInfo } from '../worker/protocol.ts'
import { besideCell } from './beside-columns.tsx'

/** What a cell of a function says on hover. */
export function functionTitle(key: SortKey, info: RecordingInfo, func: number): string | undefined {
  if (key === 'name') return info.funcs.name[func]
  if (key !== 'where') return undefined
  const source = info.funcs.source[func]!
  return source === -1 ? info.funcs.where[func] : info.sources[source]
}

/** What stands in a cell of a function. */
export function functionCell(
  key: SortKey,
  of: { answer: FunctionsAnswer; row: number; func: number; info: RecordingInfo },
) {
  const { answer, row, func, info } = of
  const { rows, whole, ceiling } = answer
  const besides = besideCell(key, func)
  if (besides !== null) return besides
  if (answer.difference !== null) {
    const compared = comparedCell(key, answer.difference, of)
    if (compared !== null) return compared
  }
  switch (key) {
    case 'name':
      return info.funcs.name[func]
    case 'self':
      return <span class={`heat-cell ${toneOf(func)}`}>{formatShare(rows.self[row]! / whole)}</span>
    case 'interval':
      return formatHalfWidth(rows.selfLow[row]!, rows.selfHigh[row]!)
    case 'total':
      return formatShare(rows.total[row]! / whole)
    case 'calls':
      return calls(rows.calls[row]!, rows.primitiveCalls[row]!)
    case 'where':
      return info.funcs.where[func] || '–'
    case 'ceiling':
      return formatCeiling(ceiling[row]!)
    default:
      return ''
  }
}

/** A cell of a difference; null where it is as everywhere. */
function comparedCell(
  key: SortKey,
  difference: FunctionDifference,
  of: { answer: FunctionsAnswer; row: number; func: number },
) {
  const { answer, row, func } = of
  const { rows, valueType } = answer
  const { unit } = valueType
  const [self, base] = [rows.self[row]!, difference.self[row]!]
  switch (key) {
    case 'self':
      return figure(self, unit)
    case 'was':
      return figure(base, unit)
    case 'delta':
      return <span class={`heat-cell ${toneOf(func)}`}>{deltaText(self, base, unit)}</span>
    case 'change':
      return formatChange(self, base)
    case 'interval':
      return noiseText(difference.selfLow[row]!, difference.selfHigh[row]!, unit)
    case 'totalDelta':
      return deltaText(rows.total[row]!, difference.total[row]!, unit)
    case 'calls':
      return Number.isNaN(rows.calls[row]!) && Number.isNaN(difference.calls[row]!)
        ? '–'
        : `${formatCount(rows.calls[row]!)} / ${formatCount(difference.calls[row]!)}`
    default:
      return null
  }
}

/** A figure as short as its column wants it, whole on hover. */
export function figure(value: number, unit: string) {
  const [short, whole] = [formatShortValue(value, unit), formatValue(value, unit)]
  return short === whole ? short : <span title={whole}>{short}</span>
}

function calls(all: number, primitive: number): string {
  if (Number.isNaN(all)) return '–'
  return Number.isNaN(primitive) || primitive === all
    ? formatCount(all)
    : `${formatCount(all)} / ${formatCount(primitive)}`
}
