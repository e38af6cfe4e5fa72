import { formatSeconds } from '../../src/base/units.ts'
import type { HeapSnapshotSummary } from '../../src/query/heap/look.ts'
import type { HeapGrouping } from '../../src/query/heap/table.ts'

const NOUNS: Readonly<Record<HeapGrouping, readonly [string, string]>> = {
  type: ['type', 'types'],
  kind: ['kind', 'kinds'],
  module: ['module', 'modules'],
  referrer: ['set of referrers', 'sets of referrers'],
  size: ['class of size', 'classes of size'],
  site: ['place of allocation', 'places of allocation'],
}

/** What rows of the table are, for a number of them. */
export function groupingNoun(by: HeapGrouping, count: number): string {
  return NOUNS[by][count === 1 ? 0 : 1]
}

/** What a snapshot is called: its name, and when it was taken where the name does not say. */
export function snapshotName({ name, time }: HeapSnapshotSummary, index: number): string {
  const own = name === '' ? `look ${index + 1}` : name
  return Number.isNaN(time) || /\d ?s$/.test(own) ? own : `${own} (${formatSeconds(time / 1e9)})`
}
