import type { Recording } from '../../model/recording.ts'
import type { CallGraphQuestion } from '../../query/call-graph/call-graph.ts'
import type { GraphGrouping } from '../../query/call-graph/groups.ts'
import { LEAST_SHARES, NODE_COUNTS } from '../../query/call-graph/offered.ts'
import { valueTypeNamed } from '../opening/value-type.ts'

/** What of a call graph the page can show, too. */
export interface ShownGraph {
  readonly question: Omit<CallGraphQuestion, 'filter'>
  readonly valueType?: string | undefined
  readonly cluster?: GraphGrouping | undefined
}

/** The page's address after `#` that shows the call graph a person asks for, as far as the page has it: where it offers no such number
 *  of functions the next larger one. @throws UsageError if the recording has no such value type. */
export function graphAddress(recording: Recording, { question, valueType, cluster }: ShownGraph): string {
  const { nodeCount, cycles, isBySelf, nodeThreshold, edgeThreshold } = question
  const parts = new URLSearchParams({ view: 'graph' })
  const value = valueTypeNamed(recording, valueType)
  if (value !== null) parts.set('value', String(value))
  if (nodeCount !== undefined) {
    parts.set('nodes', String(NODE_COUNTS.find(count => count >= nodeCount) ?? NODE_COUNTS.at(-1)!))
  }
  if (cluster !== undefined) parts.set('cluster', cluster)
  if (cycles === 'collapsed') parts.set('cycles', cycles)
  if (isBySelf !== true) parts.set('heat', 'total')
  const least = (key: string, share: number | undefined, standard: number) => {
    const percent = Math.round(1e6 * (share ?? standard)) / 1e4
    const offered = LEAST_SHARES.find(one => one === percent)
    if (offered !== undefined && share !== standard) parts.set(key, String(offered))
  }
  // The page leaves nothing out for its share unless that is asked for.
  least('least', nodeThreshold, 0.005)
  least('leastcall', edgeThreshold, 0.001)
  return parts.toString()
}
