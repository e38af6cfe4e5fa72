import { UsageError } from '../../base/errors.ts'
import { secondsPer } from '../../base/units.ts'
import type { LinesPart, Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { PickleWriter } from '../decoding/pickle/pickle-writer.ts'
import { onlyRecording } from '../exporting/only-recording.ts'
import { nanosecondsPerTick } from './unit.ts'

/** What line_profiler 3.0 to 5.x load; 1.x and 2.x called the module `_line_profiler`. */
const MODULE = 'line_profiler._line_profiler'
const DEFAULT_UNIT = 1e-9

/** The lines of one function. */
interface Entry {
  readonly file: string
  readonly line: number
  readonly name: string
  /** Rows of the lines part. */
  readonly rows: number[]
}

/** The bytes of one file for line_profiler. Ticks are those of the file that was read, else nanoseconds. Hits that are
 *  not known are written as 1, since line_profiler divides by them.
 *  @throws UsageError when there are several recordings, or one without times of lines. */
export async function writeLprof(recordings: readonly Recording[]): Promise<Iterable<Uint8Array>> {
  const recording = onlyRecording(recordings, 'A file of line_profiler')
  const { lines } = recording
  const valueType = lines?.valueTypes.findIndex(type => secondsPer(type.unit) !== null) ?? -1
  if (lines === null || valueType === -1) {
    throw new UsageError(
      `A file of line_profiler holds times of lines, and ${recording.meta.name} has none`,
      'Record with "--mode lines"',
    )
  }
  return pieces(recording, lines, valueType)
}

function* pieces(recording: Recording, lines: LinesPart, valueType: number): Iterable<Uint8Array> {
  const unit = unitOf(recording)
  const ticks = secondsPer(lines.valueTypes[valueType]!.unit)! / 1e-9 / nanosecondsPerTick(unit)
  const writer = new PickleWriter()
  writer.begin()
  writer.object(MODULE, 'LineStats')
  writer.openDict()
  writer.text('timings')
  writer.openDict()
  for (const { file, line, name, rows } of entriesOf(recording, lines)) {
    writer.text(file)
    writer.number(line)
    writer.text(name)
    writer.triple()
    writer.openList()
    for (const row of rows) {
      const value = lines.values[valueType]![row]!
      const hits = lines.rows.hits[row]!
      writer.number(lines.rows.line[row]!)
      writer.number(Number.isNaN(hits) ? 1 : hits)
      writer.number(Number.isNaN(value) ? 0 : nearWhole(value * ticks))
      writer.triple()
    }
    writer.closeList()
    yield writer.take()
  }
  writer.closeDict()
  writer.text('unit')
  writer.float(unit)
  writer.closeDict()
  writer.build()
  writer.end()
  yield writer.take()
}

/** The seconds of a tick that the recording's file had. */
function unitOf({ meta }: Recording): number {
  const unit = meta.extra.lprofUnit
  return typeof unit === 'number' && unit > 0 && Number.isFinite(unit) ? unit : DEFAULT_UNIT
}

/** A number that the change of units took off a whole one is that one again. */
function nearWhole(value: number): number {
  const whole = Math.round(value)
  return Math.abs(value - whole) <= 4 * Number.EPSILON * Math.abs(value) ? whole : value
}

/** The functions in the order of the recording, those without lines too where nothing but lines can have named them. */
function entriesOf(recording: Recording, { rows }: LinesPart): Iterable<Entry> {
  const { shared, stacks, calls } = recording
  const { strings, funcs, sources } = shared
  const entries = new Map<string, Entry>()
  const pathOf = (source: number) => (source === -1 ? '' : strings[sources.path[source]!]!)
  const entryOf = (func: number, source: number, firstLine: number) => {
    const name = func === -1 ? '<unknown>' : strings[funcs.name[func]!]!
    const line = Math.max(0, func === -1 ? firstLine : funcs.line[func]!)
    const file = pathOf(source)
    const key = func === -1 ? file : `${line}\0${file}\0${name}`
    const entry = entries.get(key) ?? { file, line, name, rows: [] }
    entries.set(key, entry)
    return entry
  }
  if (stacks === null && calls === null) {
    for (let func = 0; func < funcs.length; func++) {
      // Functions that filters left out are markers.
      if (funcs.kind[func] !== FuncKind.marker) entryOf(func, funcs.source[func]!, 0)
    }
  }
  for (let row = 0; row < rows.length; row++) {
    entryOf(rows.func[row]!, rows.source[row]!, rows.line[row]!).rows.push(row)
  }
  return entries.values()
}
