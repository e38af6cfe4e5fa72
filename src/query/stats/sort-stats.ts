import type { CallerStat } from './call-stats.ts'
import { compareText } from './name.ts'

type Field = 'calls' | 'primitiveCalls' | 'self' | 'total' | 'file' | 'line' | 'name' | 'label'

/** A key that pstats sorts by. */
export interface SortKey {
  /** What "Ordered by:" says. */
  readonly title: string
  readonly fields: readonly { readonly field: Field; readonly direction: 1 | -1 }[]
}

function falling(title: string, field: Field): SortKey {
  return { title, fields: [{ field, direction: -1 }] }
}

function rising(title: string, ...fields: readonly Field[]): SortKey {
  return { title, fields: fields.map(field => ({ field, direction: 1 as const })) }
}

/** pstats' keys, in its order. 'file' was dropped by Python 3.7 and is kept. */
export const SORT_KEYS: Readonly<Record<string, SortKey>> = {
  calls: falling('call count', 'calls'),
  ncalls: falling('call count', 'calls'),
  cumtime: falling('cumulative time', 'total'),
  cumulative: falling('cumulative time', 'total'),
  filename: rising('file name', 'file'),
  line: rising('line number', 'line'),
  module: rising('file name', 'file'),
  name: rising('function name', 'name'),
  nfl: rising('name/file/line', 'name', 'file', 'line'),
  pcalls: falling('primitive call count', 'primitiveCalls'),
  stdname: rising('standard name', 'label'),
  time: falling('internal time', 'self'),
  tottime: falling('internal time', 'self'),
}

/** The key that a word names: in full, or by a beginning that fits keys of one meaning only. Null when there is none. */
export function sortKeyOf(word: string): SortKey | null {
  if (Object.hasOwn(SORT_KEYS, word)) return SORT_KEYS[word]!
  const fitting = Object.keys(SORT_KEYS).filter(key => word !== '' && key.startsWith(word))
  const [first] = fitting
  if (first === undefined) return null
  const { title } = SORT_KEYS[first]!
  return fitting.every(key => SORT_KEYS[key]!.title === title) ? SORT_KEYS[first]! : null
}

/** The entries ordered by the first key, ties by the next; what ties in all stays as it stands. `isBySize`: costs below zero are
 *  ordered by how large they are, as pprof does; pstats does not. */
export function sortStats<T extends CallerStat>(
  entries: Iterable<T>,
  keys: readonly SortKey[],
  { isBySize = false }: { readonly isBySize?: boolean } = {},
): T[] {
  const fields = keys.flatMap(key => key.fields)
  return [...entries].sort((a, b) => {
    for (const { field, direction } of fields) {
      const order = compareField(a, b, field, isBySize)
      if (order !== 0) return order * direction
    }
    return 0
  })
}

function compareField(a: CallerStat, b: CallerStat, field: Field, isBySize: boolean): number {
  if (field === 'file' || field === 'name' || field === 'label')
    return compareText(a.name[field], b.name[field])
  const sized = (value: number) => (isBySize ? Math.abs(value) : value)
  const left = field === 'line' ? a.name.line : sized(a[field])
  const right = field === 'line' ? b.name.line : sized(b[field])
  return left < right ? -1 : left > right ? 1 : 0
}
