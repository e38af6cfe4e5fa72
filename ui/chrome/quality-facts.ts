import { formatShare } from '../state/figures.ts'
import type { RecordingInfo } from '../worker/protocol.ts'

/** Modes of the recorders; any other source is the format of a file. */
const MODES = new Set(['sample', 'trace', 'lines', 'memory', 'heap', 'native', 'node'])

/** What is known of how good a measurement is. */
export interface Fact {
  readonly label: string
  readonly value: string
  readonly after?: string
  readonly title: string
}

/** How many of the samples came late, for the tip. */
function lateness({
  lateTicks,
  takenTicks,
}: {
  lateTicks: number | null
  takenTicks: number | null
}): string {
  if (!lateTicks || !takenTicks) return ''
  return `; ${formatShare(lateTicks / takenTicks)} of them came more than half an interval late`
}

/** What is known of how good the measurement of a recording is, the most telling first. */
export function qualityFacts(summary: RecordingInfo['summary']): readonly Fact[] {
  const { quality, exit } = summary
  const facts: Fact[] = []
  if (quality?.scheduledTicks && quality.takenTicks !== null) {
    facts.push({
      label: 'Quality:',
      value: `${((100 * quality.takenTicks) / quality.scheduledTicks).toFixed(2)}\u2009%`,
      after: 'of ticks',
      title: `Samples taken of those that were due${lateness(quality)}`,
    })
  }
  if (quality !== null && quality.tornShare !== null) {
    facts.push({
      label: '',
      value: formatShare(quality.tornShare),
      after: 'torn (estimated)',
      title: 'Stacks that changed while they were read, and were not noticed: estimated share',
    })
  }
  if (quality !== null && quality.recorderCpu !== null && summary.duration) {
    facts.push({
      label: 'sampler',
      value: formatShare(quality.recorderCpu / summary.duration),
      after: 'of a core',
      title: 'CPU time the recorder itself used',
    })
  }
  if (quality === null) {
    facts.push({
      label: MODES.has(summary.source) ? 'Recorder:' : 'Read from',
      value: summary.source,
      title: 'The file does not say how good the measurement is',
    })
  }
  if (exit !== null && exit !== 'exit status 0')
    facts.push({ label: '', value: exit, title: 'How the program ended' })
  return facts
}
