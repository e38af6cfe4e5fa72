import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import { CallsBuilder, LinesBuilder } from '../../model/part-builders.ts'
import { quality, type Recording, type ValueType, type Warning } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { type JsonValue, oneBased } from '../decoding/json/parse-json.ts'
import { importedRecording } from '../importing/imported.ts'

const FORMAT = 'sampling-jsonl'
const SAMPLES: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }
const LINE_TYPES: readonly ValueType[] = [
  { ...SAMPLES, name: 'self samples' },
  { ...SAMPLES, name: 'total samples' },
]

/** A place in a function, as the file numbers them. */
interface Frame {
  readonly path: number
  readonly name: number
  readonly line: number
}

/** What a file says of one run: records of one id. */
export class SamplingRun {
  isFinished = false
  #interval = Number.NaN
  #mode: string | undefined
  #total = 0
  readonly #texts = new Map<number, string>()
  readonly #frames = new Map<number, Frame>()
  readonly #entries = new Map<number, { self: number; total: number }>()

  /** Takes a record. Unknown types are left to later versions, as the format asks for. */
  add(record: JsonValue): void {
    const version = record.at('v').number()
    if (version !== 0) throw new UnsupportedVersionError(FORMAT, String(version), '0')
    switch (record.at('type').text()) {
      case 'meta':
        this.#interval = record.at('sample_interval_usec').number()
        this.#mode = record.at('mode').optionalText()
        break
      case 'string_table':
        for (const item of record.at('strings').items()) {
          this.#texts.set(item.at('str_id').number(), item.at('value').text())
        }
        break
      case 'frame_table':
        for (const item of record.at('frames').items()) {
          this.#frames.set(item.at('frame_id').number(), {
            path: item.at('path_str_id').number(),
            name: item.at('func_str_id').number(),
            line: item.at('line').optionalNumber(0),
          })
        }
        break
      case 'agg':
        this.#addFigures(record)
        break
      case 'end':
        this.#total = record.at('samples_total').optionalNumber(this.#total)
        this.isFinished = true
        break
      default:
    }
  }

  finish(from: { file: string | null; name: string; warnings: Warning[] }): Recording {
    const shared = new SharedBuilder()
    const mode: ValueType = { ...SAMPLES, name: this.#mode ?? 'wall', unit: 'nanoseconds' }
    const calls = new CallsBuilder([mode, SAMPLES])
    const lines = new LinesBuilder(LINE_TYPES)
    const weight = (samples: number) => [samples * (this.#interval || 0) * 1000, samples]
    for (const [id, { self, total }] of this.#entries) {
      const frame = this.#frames.get(id)
      if (frame === undefined) throw new FormatError(FORMAT, `expected the number of a frame, found ${id}`)
      const file = this.#text(frame.path)
      const isMarker = file === '~' || file === ''
      const name = this.#text(frame.name)
      const func = shared.func(
        isMarker ? { name, kind: FuncKind.marker } : { name, file, kind: FuncKind.python },
      )
      const row = calls.row(func)
      for (const [k, value] of weight(self).entries())
        calls.self[k]!.set(row, calls.self[k]!.get(row) + value)
      for (const [k, value] of weight(total).entries())
        calls.total[k]!.set(row, calls.total[k]!.get(row) + value)
      const line = oneBased(frame.line)
      if (!isMarker && line !== -1) lines.add({ source: shared.source(file), func, line }, [self, total])
    }
    return importedRecording(
      { format: FORMAT, file: from.file },
      {
        name: from.name,
        recorder: { name: 'profiling.sampling', mode: 'sample', settings: { mode: this.#mode ?? null } },
        quality: quality({ askedRate: this.#interval > 0 ? 1e6 / this.#interval : null }),
        warnings: from.warnings,
      },
      {
        shared,
        calls: calls.finish(),
        lines: lines.finish(),
        counters: [{ name: 'samples', unit: 'count', value: this.#total }],
      },
    )
  }

  #addFigures(record: JsonValue): void {
    this.#total = record.at('samples_total').optionalNumber(this.#total)
    if (record.at('kind').optionalText() !== 'frame') return
    for (const item of record.at('entries').items()) {
      const self = item.at('self').number()
      this.#entries.set(item.at('frame_id').number(), { self, total: item.at('cumulative').number() })
    }
  }

  #text(index: number): string {
    const text = this.#texts.get(index)
    if (text !== undefined) return text
    throw new FormatError(FORMAT, `expected the number of one of ${this.#texts.size} texts, found ${index}`)
  }
}
