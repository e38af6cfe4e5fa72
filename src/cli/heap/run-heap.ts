import { formatBytes, formatCount, formatPercent, formatSeconds } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { type HeapSnapshotSummary, queryHeapSnapshots } from '../../query/heap/look.ts'
import { queryHeapTable } from '../../query/heap/table.ts'
import { terminalText } from '../../render/text/terminal-heat.ts'

const TYPES = 5
const SNAPSHOTS = 10

/** What `record` prints of the heaps that it took: each look in a line, the biggest types of the last, what to do next; '' for a
 *  recording without. */
export function formatRunHeap(recording: Recording): string {
  const snapshots = queryHeapSnapshots(recording)
  const last = snapshots.at(-1)
  if (last === undefined || last.count === 0) return ''
  const lines: string[] = []
  const left = snapshots.length - SNAPSHOTS
  if (left > 0) lines.push(`  ${formatCount(left)} earlier looks`)
  const { heap } = recording
  const isOfSeveral = new Set(heap?.snapshots.process).size > 1
  lines.push(...snapshots.slice(-SNAPSHOTS).map(snapshot => snapshotLine(recording, snapshot, isOfSeveral)))
  const { rows, whole } = biggest(recording, last.snapshot)
  lines.push(`  biggest types${snapshots.length > 1 ? ` ${terminalText(last.name)}` : ''}`)
  for (const { name, count, size } of rows) {
    const share = formatPercent(size / whole)
    lines.push(
      `    ${`${share} %`.padStart(7)}  ${terminalText(name)}  ${formatCount(count)}, ${formatBytes(size)}`,
    )
  }
  lines.push(
    `  pyrometer heap                  all types; --paths TYPE: why they are alive; --cycles: garbage`,
  )
  if (snapshots.length > 1) lines.push('  pyrometer heap --growth         what grew between the looks')
  return `${lines.join('\n')}\n`
}

function snapshotLine(
  { heap, shared }: Recording,
  { snapshot, name, time, count, size }: HeapSnapshotSummary,
  isOfSeveral: boolean,
): string {
  const process = heap!.snapshots.process[snapshot]!
  const of = isOfSeveral && process !== -1 ? ` of process ${shared.processes.pid[process]}` : ''
  const at = Number.isNaN(time) ? '' : ` (${formatSeconds(time / 1e9)})`
  return `  ${terminalText(name)}${of}${at}: ${formatCount(count)} objects, ${formatBytes(size)}`
}

function biggest(recording: Recording, snapshot: number) {
  const table = queryHeapTable({ recording, snapshot }, { by: 'type', sort: 'size' })
  const rows = table.name
    .slice(0, TYPES)
    .map((name, i) => ({ name, count: table.count[i]!, size: table.size[i]! }))
  return { rows, whole: table.total.size }
}
