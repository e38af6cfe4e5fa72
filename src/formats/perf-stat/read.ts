import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { buildFigures } from './build.ts'
import { StatReader } from './read-lines.ts'
import { scaledValue } from './row.ts'
import type { StatSection } from './section.ts'

const FORMAT = 'perf-stat'

/**
 * Reads what `perf stat` printed, one recording a measurement: counts, their spread over repeated runs, metrics and times as
 * counters; with intervals (`-I`) timelines. Times become nanoseconds. Source: Linux tools/perf/util/stat-display.c, perf 2.6
 * to 6.17. @throws FormatError when there is no count.
 */
export async function readPerfStat(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const warnings = new Warnings()
  const reader = new StatReader(warnings)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle: (bytes, start, end, line) => reader.line(decoder.decode(bytes.subarray(start, end)), line),
  })
  reader.finish()
  if (reader.sections.length === 0) {
    throw new FormatError(FORMAT, 'expected counts of events, found none', { line: 1 })
  }
  return reader.sections.map((section, i) => {
    return recordingOf(section, { input, warnings, number: reader.sections.length === 1 ? null : i + 1 })
  })
}

function recordingOf(
  section: StatSection,
  { input, warnings, number }: { input: FormatInput; warnings: Warnings; number: number | null },
): Recording {
  const figures = buildFigures(section, warnings)
  const elapsed = section.times.find(({ name }) => name === 'elapsed')
  const command = /^'(.*)'$/s.exec(section.subject)?.[1] ?? ''
  const title = titleOf(input.name, 'perf stat')
  return importedRecording(
    { format: FORMAT, file: input.name },
    {
      name: number === null ? title : `${title} ${number}`,
      command: command === '' ? [] : command.split(' '),
      duration: elapsed === undefined ? null : scaledValue(elapsed.value, 's').value,
      recorder: {
        name: 'perf',
        mode: 'stat',
        settings: {
          ...(section.subject === '' ? {} : { subject: section.subject }),
          ...(section.runs === null ? {} : { runs: section.runs }),
          ...(section.startedOn === '' ? {} : { 'started on': section.startedOn }),
        },
      },
      warnings: warnings.list(),
    },
    { shared: new SharedBuilder(), ...figures },
  )
}
