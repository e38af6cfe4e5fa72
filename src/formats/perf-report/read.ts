import { FormatError } from '../../base/errors.ts'
import { quality, type Recording, type ValueType, warn } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { buildCalls, type CallShares } from './build-calls.ts'
import { buildStacks } from './build-stacks.ts'
import { ReportFuncs } from './funcs.ts'
import { ReportReader } from './read-sections.ts'
import type { ReportSection } from './section.ts'
import { graphFormOf } from './shares.ts'

const FORMAT = 'perf-report'
/** Events whose periods are nanoseconds on a processor. */
const CLOCKS = /^(?:cpu-clock|task-clock)(?::|$)/
const REST = { kind: 'sum', precision: 'sampled' } as const

/**
 * Reads the tables of `perf report --stdio`: one recording an event. With a column of children it is a call graph, whose
 * edges come from the graphs below the rows; without it stacks, as far as the report shows them. Shares are kept as
 * printed, and as parts of the event count. Source: Linux tools/perf/ui/stdio/hist.c, perf 3.0 to 6.17.
 * @throws FormatError when there is no table.
 */
export async function readPerfReport(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const warnings = new Warnings()
  const reader = new ReportReader(warnings)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let lines = 0
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      lines = line
      reader.line(decoder.decode(bytes.subarray(start, end)), line)
    },
  })
  reader.finish()
  if (reader.sections.length === 0) {
    throw new FormatError(FORMAT, 'expected a table ("# Overhead  Command  …"), found none', {
      line: Math.max(1, lines),
    })
  }
  return reader.sections.map(section => recordingOf(section, { input, reader, warnings }))
}

function recordingOf(
  section: ReportSection,
  { input, reader, warnings }: { input: FormatInput; reader: ReportReader; warnings: Warnings },
): Recording {
  const header = reader.header.finish()
  const shared = new SharedBuilder()
  const funcs = new ReportFuncs(shared)
  const form = graphFormOf(section)
  const hasChildren = section.rows.some(({ children }) => children !== null)
  const hasGraphs = section.rows.some(({ nodes }) => nodes.length > 0)
  const hasSamples =
    !hasChildren &&
    !hasGraphs &&
    section.rows.length > 0 &&
    section.rows.every(({ samples }) => samples !== null)
  const shares = sharesOf(section, hasSamples)
  const parts = hasChildren
    ? { calls: buildCalls(section, { funcs, form, shares }) }
    : { stacks: buildStacks(section, { format: FORMAT, shared, funcs, form, shares, hasSamples }) }
  const title = titleOf(input.name, 'perf report')
  return importedRecording(
    { format: FORMAT, file: input.name },
    {
      name: reader.sections.length === 1 ? title : `${title} ${section.events.join(', ')}`,
      host: header.host,
      platform: header.platform,
      command: header.command,
      recorder: { name: 'perf', version: header.version, mode: 'native', settings: header.settings },
      quality: header.askedRate === null ? null : quality({ askedRate: header.askedRate }),
      warnings: [...warnings.list(), ...ownWarnings(section, { reader, hasChildren, hasSamples })],
      extra: { perfReport: { eventCount: section.eventCount, samples: section.samples } },
    },
    { shared, ...parts },
  )
}

/** The printed shares, the event itself where it was counted, and the samples. */
function sharesOf({ events, eventCount }: ReportSection, hasSamples: boolean): CallShares {
  const isGroup = events.length > 1
  const valueTypes: ValueType[] = events.map(event => ({
    name: isGroup ? event : 'overhead',
    unit: 'percent',
    ...REST,
  }))
  const scales = events.map(() => 1)
  const columns = events.map((_, i) => i)
  if (!isGroup && eventCount !== null && eventCount > 0) {
    valueTypes.push({ name: events[0]!, unit: CLOCKS.test(events[0]!) ? 'nanoseconds' : 'count', ...REST })
    scales.push(eventCount / 100)
    columns.push(0)
  }
  if (hasSamples) {
    valueTypes.push({ name: 'samples', unit: 'count', ...REST })
    scales.push(1)
    columns.push(0)
  }
  return { valueTypes, scales, columns }
}

function ownWarnings(
  { rows, ignored }: ReportSection,
  { reader, hasChildren, hasSamples }: { reader: ReportReader; hasChildren: boolean; hasSamples: boolean },
) {
  const found = []
  const titles = [...ignored]
  const commands = new Set(rows.map(({ command, pid, tid }) => `${command} ${pid} ${tid}`))
  if (hasChildren && commands.size > 1) titles.push('Command')
  if (!hasSamples && rows.some(({ samples }) => samples !== null)) titles.push('Samples')
  if (titles.length > 0) {
    const message = `Columns were left out or added up over: ${titles.join(', ')}.`
    found.push(warn('columns-left-out', message, titles.length))
  }
  if (rows.some(({ period }) => period === null)) {
    const message =
      'What the event counts is worked out from shares that are rounded to hundredths of a percent.'
    found.push(warn('rounded-shares', message, rows.length))
  }
  if (reader.lostSamples > 0) {
    const message = 'perf says that it lost samples.'
    found.push(warn('lost-samples', message, reader.lostSamples))
  }
  return found
}
