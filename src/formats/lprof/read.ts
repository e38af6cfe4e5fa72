import { FormatError, LimitError } from '../../base/errors.ts'
import { LinesBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { readPickle } from '../decoding/pickle/read-pickle.ts'
import {
  describeValue,
  entryOf,
  isDict,
  isObject,
  type PickleDict,
  type PickleValue,
} from '../decoding/pickle/values.ts'
import type { FormatInput } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { nanosecondsPerTick } from './unit.ts'

const FORMAT = 'lprof'
const TIME: ValueType = { name: 'time', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }

/** Reads a pickled LineStats of line_profiler 1 to 5 as data. Functions that never ran are funcs without lines.
 *  @throws FormatError, UnsupportedVersionError, LimitError. */
export async function readLprof(input: FormatInput): Promise<readonly Recording[]> {
  const bytes = await input.bytes()
  const { value, end } = readPickle(bytes, FORMAT)
  const warnings = new Warnings()
  warnings.afterEnd('the pickle', { end, size: bytes.length })
  const { timings, unit } = stateOf(value)
  const scale = nanosecondsPerTick(unit)
  const shared = new SharedBuilder()
  const lines = new LinesBuilder([TIME])
  // A line of the file takes more than this; fewer bytes mean that one list stands for many functions.
  const mostRows = bytes.length
  for (const [key, rows] of entriesOf(timings)) {
    const { file, line, name } = funcOf(key)
    const func = shared.func({ name, file, line, kind: FuncKind.python })
    const source = shared.source(file)
    for (const row of rows) {
      const [number, hits, ticks] = figuresOf(row)
      if (!(Number.isInteger(number) && number >= 0 && number < 2 ** 31)) {
        warnings.add('line-number', 'Lines with impossible numbers were left out')
        continue
      }
      if (lines.rows.length >= mostRows) throw new LimitError(FORMAT, 'more lines than the file has bytes')
      lines.add({ source, line: number, func, hits }, [ticks * scale])
    }
  }
  const recorder = { name: 'line_profiler', mode: 'lines' }
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      { recorder, warnings: warnings.list(), extra: { lprofUnit: unit } },
      { shared, lines: lines.finish() },
    ),
  ]
}

/** The two attributes of a LineStats. */
function stateOf(value: PickleValue): { timings: PickleDict; unit: number } {
  const state = isObject(value) ? value.state : null
  if (!isDict(state ?? undefined)) {
    throw new FormatError(FORMAT, `expected the attributes of a LineStats, found ${describeValue(value)}`)
  }
  const timings = entryOf(state as PickleDict, 'timings')
  const unit = entryOf(state as PickleDict, 'unit')
  if (!isDict(timings)) {
    throw new FormatError(FORMAT, `expected the dict "timings", found ${describeValue(timings)}`)
  }
  if (typeof unit !== 'number' || !(unit > 0) || !Number.isFinite(unit)) {
    const found = typeof unit === 'number' ? String(unit) : describeValue(unit)
    throw new FormatError(FORMAT, `expected the seconds of a tick ("unit") above 0, found ${found}`)
  }
  return { timings, unit }
}

/** Keys and rows of the dict; of a key that comes twice the last, as in Python. */
function entriesOf({ keys, values }: PickleDict): Iterable<[PickleValue, PickleValue[]]> {
  const entries = new Map<string, [PickleValue, PickleValue[]]>()
  for (const [i, key] of keys.entries()) {
    const { file, line, name } = funcOf(key)
    const rows = values[i]
    if (!Array.isArray(rows)) {
      throw new FormatError(FORMAT, `expected the list of lines of ${name}, found ${describeValue(rows)}`)
    }
    entries.set(`${line}\0${file}\0${name}`, [key, rows])
  }
  return entries.values()
}

function funcOf(key: PickleValue): { file: string; line: number; name: string } {
  const [file, line, name] = Array.isArray(key) ? key : []
  if (typeof file !== 'string' || typeof line !== 'number' || typeof name !== 'string') {
    throw new FormatError(
      FORMAT,
      `expected a function (file, line, name), found ${Array.isArray(key) ? `(${key.map(describeValue).join(', ')})` : describeValue(key)}`,
    )
  }
  const isLine = Number.isInteger(line) && line >= 0 && line < 2 ** 31
  return { file, line: isLine ? line : -1, name }
}

function figuresOf(row: PickleValue): [number, number, number] {
  const [line, hits, ticks] = Array.isArray(row) ? row : []
  if (typeof line !== 'number' || typeof hits !== 'number' || typeof ticks !== 'number') {
    throw new FormatError(FORMAT, `expected the figures (line, hits, time), found ${describeValue(row)}`)
  }
  return [line, hits, ticks]
}
