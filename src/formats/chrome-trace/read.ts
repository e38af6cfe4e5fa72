import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { readJsonParts } from '../decoding/json/read-json-parts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { buildRecordings, type Collected } from './build-recordings.ts'
import { EventCollector } from './event-collector.ts'
import { type OwnRecording, ownRecordings } from './file-facts.ts'
import { idOf, isObject } from './trace-event.ts'

const FORMAT = 'chrome-trace'
const STREAMED = new Set(['', 'traceEvents', 'samples'])
/** Whole logs of the system, which can be as large as the trace itself. */
const SKIPPED = new Set(['systemTraceEvents', 'powerTraceAsString', 'controllerTraceDataKey'])

/**
 * Reads trace events as they arrive. What ran between the beginnings and ends of events, exactly measured, is one recording;
 * the samples of CPU profiles in the same file are another. A list that is cut off ends with its last whole event, as the
 * format allows. Source: the Trace Event Format document; catapult, DevTools, Perfetto, Hermes, VizTracer.
 * @throws FormatError, LimitError.
 */
export async function readChromeTrace(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const warnings = new Warnings()
  const fields = new Map<string, unknown>()
  const samples: unknown[] = []
  const sorter = new EventSorter(warnings)
  const isWhole = await readJsonParts(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    parts: {
      streamed: STREAMED,
      skipped: SKIPPED,
      items(key, items) {
        if (key === 'samples') for (const item of items) samples.push(item)
        else for (const item of items) sorter.add(item)
      },
      field(key, value) {
        fields.set(key, value)
        if (key === 'otherData') sorter.tellApart(ownRecordings(fields))
      },
    },
  })
  if (!isWhole) {
    warnings.add('cut-off', 'The file ends before its closing bracket; what came before is all there.')
  }
  const { collected } = sorter
  const recordings = buildRecordings({ collected, fields, samples, warnings, name: input.name })
  if (recordings.length === 0) {
    throw new FormatError(FORMAT, `expected events, found none in ${titleOf(input.name, 'the input')}`)
  }
  return recordings
}

/** Gives events to the recording they are of: one for all, unless our own writer said at the beginning that there are more. */
class EventSorter {
  readonly #warnings: Warnings
  readonly collected: Collected[]
  readonly #byPid = new Map<string, EventCollector>()

  constructor(warnings: Warnings) {
    this.#warnings = warnings
    this.collected = [{ collector: new EventCollector(warnings), own: null }]
  }

  get isEmpty(): boolean {
    return !this.collected[0]!.collector.hasEvents
  }

  tellApart(recordings: readonly OwnRecording[]): void {
    if (recordings.length === 0 || this.#byPid.size > 0 || !this.isEmpty) return
    this.collected.length = 0
    for (const own of recordings) {
      const collector = new EventCollector(this.#warnings)
      this.collected.push({ collector, own })
      for (const pid of own.pids.keys()) this.#byPid.set(pid, collector)
    }
  }

  add(event: unknown): void {
    const isSorted = this.#byPid.size > 0 && isObject(event)
    const own = isSorted ? this.#byPid.get(idOf(event.pid)) : undefined
    const collector = own ?? this.collected[0]!.collector
    collector.add(event)
  }
}
