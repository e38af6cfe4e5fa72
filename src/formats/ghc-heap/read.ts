import { FormatError } from '../../base/errors.ts'
import { canonicalUnit, secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { MARKS } from '../../model/tables.ts'
import { forEachText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { bandOf, breakdownOf } from './band-stack.ts'
import { type Band, type HeapSample, heapParts } from './heap-bands.ts'

const FORMAT = 'ghc-heap'
/** `"text"`, a quote in it doubled. */
const QUOTED = /^(JOB|DATE|SAMPLE_UNIT|VALUE_UNIT)[ \t]+"(.*)"\s*$/
const MOMENT = /^(BEGIN_SAMPLE|END_SAMPLE|MARK)[ \t]+(\S+)/
const PAIR = /^(.*?)[ \t]+(-?[\d.]+(?:[eE][+-]?\d+)?)$/

interface OpenSample {
  readonly time: number
  readonly bands: number[]
  readonly values: number[]
}

/** Reads a heap profile: the peak as stacks, each band over time. O(bytes). @throws FormatError, LimitError */
export async function readGhcHeap(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const head: Record<'JOB' | 'DATE' | 'SAMPLE_UNIT' | 'VALUE_UNIT', string> = {
    JOB: '',
    DATE: '',
    SAMPLE_UNIT: '',
    VALUE_UNIT: '',
  }
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const indexOf = new Map<string, number>()
  const bands: Band[] = []
  const samples: HeapSample[] = []
  const marks: number[] = []
  let open: OpenSample | null = null
  const nanoseconds = (text: string, line: number) => {
    const time = Number(text) * (secondsPer(canonicalUnit(head.SAMPLE_UNIT)) ?? 1) * 1e9
    if (Number.isFinite(time)) return Math.round(time)
    throw new FormatError(FORMAT, `expected a time, found ${JSON.stringify(text.slice(0, 40))}`, { line })
  }
  await forEachText(input, {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(text, line) {
      const quoted = QUOTED.exec(text)
      if (quoted !== null && open === null) {
        head[quoted[1] as keyof typeof head] = quoted[2]!.replaceAll('""', '"')
        return
      }
      const moment = MOMENT.exec(text)
      if (moment !== null && !text.includes('\t')) {
        if (moment[1] === 'MARK') marks.push(nanoseconds(moment[2]!, line))
        else if (moment[1] === 'BEGIN_SAMPLE') {
          if (open !== null) samples.push(open)
          open = { time: nanoseconds(moment[2]!, line), bands: [], values: [] }
        } else if (open !== null) {
          samples.push(open)
          open = null
        }
        return
      }
      if (text.trim() === '') return
      const pair = text.length > 100_000 ? null : PAIR.exec(text)
      const value = Number(pair?.[2])
      if (pair === null || open === null || !Number.isFinite(value)) {
        warnings.atLine('unreadable-lines', 'Lines that are no part of a sample were left out.', line)
        return
      }
      let band = indexOf.get(pair[1]!)
      if (band === undefined) {
        band = bands.length
        bands.push(bandOf(pair[1]!, breakdownOf(head.JOB), shared))
        indexOf.set(pair[1]!, band)
      }
      open.bands.push(band)
      open.values.push(value)
    },
  })
  // Assigned in the callback, which the compiler does not follow.
  const rest = open as OpenSample | null
  if (rest !== null) {
    samples.push(rest)
    warnings.add('cut-off', 'The last sample has no end: the program was still running, or was killed.')
  }
  if (head.JOB === '' && samples.length === 0) {
    throw new FormatError(FORMAT, 'expected JOB "…" and samples, found neither', { line: 1 })
  }
  const unit = canonicalUnit(head.VALUE_UNIT || 'bytes')
  const parts = heapParts(samples, { bands, unit, shared })
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      {
        name: titleOf(input.name, 'GHC heap profile'),
        command: head.JOB === '' ? [] : [head.JOB],
        duration: samples.length === 0 ? null : samples.reduce((most, { time }) => Math.max(most, time), 0),
        recorder: {
          name: 'GHC',
          mode: 'heap',
          settings: {
            ...(breakdownOf(head.JOB) === null ? {} : { breakdown: `-h${breakdownOf(head.JOB)}` }),
            ...(head.DATE === '' ? {} : { date: head.DATE }),
          },
        },
        warnings: warnings.list(),
      },
      { ...parts, marks: markTable(marks, shared) },
    ),
  ]
}

function markTable(times: number[], shared: SharedBuilder): Recording['marks'] {
  if (times.length === 0) return null
  const marks = tableBuilder(MARKS)
  for (const time of times.sort((a, b) => a - b)) marks.add({ name: shared.string('MARK'), time })
  return marks.finish()
}
