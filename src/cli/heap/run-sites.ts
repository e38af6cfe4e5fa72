import { formatBytes, formatCount } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'

/** What `record` prints of where native code allocated: the figures of all sites together, and what to do next; '' for a recording
 *  without. */
export function formatRunSites({ stacks, shared, meta }: Recording): string {
  if (stacks === null || meta.recorder.settings.native !== true) return ''
  const sum = (name: string) => {
    const column = stacks.valueTypes.findIndex(type => type.name === name)
    return column === -1 ? null : stacks.weights[column]!.reduce((whole, value) => whole + value, 0)
  }
  const leaked = sum('leaked bytes')
  if (leaked !== null) {
    if (leaked === 0) return ''
    const objects = formatCount(sum('leaked objects')!)
    return `  ${formatBytes(leaked)} leaked in ${objects} objects\n  pyrometer heap                  the places that leak\n`
  }
  const part = (name: string) =>
    `${formatBytes(sum(`${name} bytes`)!)} (${formatCount(sum(`${name} objects`)!)} objects)`
  const many = shared.processes.length
  const each = many > 1 ? `, ${formatCount(many)} processes, each at its own peak` : ''
  return `  ${part('peak')} at the peak, ${part('in-use')} at the end, ${part('allocated')} in all${each}
  pyrometer heap                  the places that allocate; report --value 'in-use bytes': what was left
  pyrometer plot -o heap.svg      the heap over time
`
}
