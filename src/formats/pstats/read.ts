import { FormatError } from '../../base/errors.ts'
import { addTo } from '../../base/growable.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType } from '../../model/recording.ts'
import { type FuncKey, SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { decodeText } from '../decoding/text/python-text.ts'
import type { FormatInput } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { parseMarshal } from './marshal.ts'
import { describeCode } from './marshal-code.ts'
import {
  describeValue,
  isCode,
  isDict,
  isTuple,
  type MarshalDict,
  type MarshalSequence,
  type MarshalValue,
} from './marshal-values.ts'
import { readUsual, type UsualStats } from './read-usual.ts'
import { forgetSampleCounts, isSampledMark } from './sampled.ts'
import { partsOf } from './usual-parts.ts'

const FORMAT = 'pstats'

/** The one value type of a profile. */
export const TIME: ValueType = { name: 'time', unit: 'seconds', kind: 'sum', precision: 'exact' }

/** Reads a profile that cProfile, profile or hotshot saved, or that pstats did (`dump_stats`). */
export async function readPstats(input: FormatInput): Promise<readonly Recording[]> {
  const bytes = await input.bytes()
  const usual = readUsual(bytes)
  if (usual !== null && usual.end === bytes.length) return [usualRecording(usual, input.name)]
  return [readAnyPstats(bytes, input.name)]
}

/** The recording of a file of the usual shape. */
function usualRecording(usual: UsualStats, file: string | null): Recording {
  const { shared, calls } = partsOf(usual, [TIME])
  const hasTuples = calls.edgeTotal[0]!.some(total => !Number.isNaN(total))
  const isCounted = calls.edges.length > 0 && !hasTuples
  const recorder = { name: isCounted ? 'profile' : 'cProfile', mode: 'trace' }
  return importedRecording({ format: FORMAT, file }, { name: nameOf(file), recorder }, { shared, calls })
}

/** Reads a file of any shape, by way of the objects in it. @throws FormatError, LimitError. */
export function readAnyPstats(bytes: Uint8Array, file: string | null): Recording {
  const { value, end } = parseMarshal(bytes)
  if (!isDict(value))
    throw new FormatError(FORMAT, `expected a dict, found ${describeValue(value)}`, { offset: 0 })
  const reader = new StatsReader()
  reader.read(value)
  reader.warnings.afterEnd('the profile', { end, size: bytes.length })
  return reader.finish(file)
}

function nameOf(file: string | null): string {
  return file === null ? 'profile' : file.replace(/^.*[\\/]/, '')
}

class StatsReader {
  readonly #shared = new SharedBuilder()
  readonly #valueTypes = [TIME]
  readonly #calls = new CallsBuilder(this.#valueTypes)
  readonly warnings = new Warnings()
  /** A dict's keys are mostly the same objects in every place: each is named once. */
  readonly #rowOfKey = new Map<MarshalValue, number>()
  #hasTuples = false
  #hasCounts = false
  #isSampled = false

  /** Rows come in the order of the file, before those that are only known as callers. */
  read(stats: MarshalDict): void {
    const rows = stats.keys.map(key => (isSampledMark(key) ? -1 : this.#rowOf(key, stats.offset)))
    const seen = new Set<number>()
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      if (row === -1) {
        this.#isSampled = true
        continue
      }
      if (seen.has(row)) this.warnings.add('repeated-function', 'functions of one name were added together')
      seen.add(row)
      this.#readEntry(row, stats.values[i]!, stats.offset)
    }
  }

  finish(name: string | null): Recording {
    const interval = this.#isSampled ? forgetSampleCounts(this.#calls) : null
    if (interval !== null) this.#valueTypes[0] = { ...TIME, precision: 'sampled' }
    const recording: Recording = {
      ...NO_PARTS,
      meta: meta({
        name: nameOf(name),
        recorder: {
          name: this.#recorderName(),
          version: null,
          mode: this.#isSampled ? 'sample' : 'trace',
          settings: {},
        },
        importedFrom: { format: FORMAT, file: name },
        warnings: this.warnings.list(),
        ...(interval === null ? {} : { extra: { pstatsSampleInterval: interval } }),
      }),
      shared: this.#shared.finish(),
      calls: this.#calls.finish(),
    }
    assertIntegrity(recording)
    return recording
  }

  #recorderName(): string {
    if (this.#isSampled) return 'profiling.sampling'
    return this.#hasCounts && !this.#hasTuples ? 'profile' : 'cProfile'
  }

  /** The value of a function: (primitive calls, calls, self, total, callers). */
  #readEntry(row: number, value: MarshalValue, dictOffset: number): void {
    const tuple = expectTuple(value, 'the 5 figures of a function', dictOffset)
    const { items, offset } = tuple
    const callers = items[4]
    if (items.length !== 5 || callers === undefined || !isDict(callers)) {
      throw new FormatError(
        FORMAT,
        `expected a function's figures (primitive calls, calls, self, total, callers), found a tuple of ${items.length}`,
        { offset },
      )
    }
    const { rows, self, total } = this.#calls
    addTo(rows.columns.primitiveCalls, row, numberAt(tuple, 0, 'a number of primitive calls'))
    addTo(rows.columns.calls, row, numberAt(tuple, 1, 'a number of calls'))
    addTo(self[0]!, row, numberAt(tuple, 2, 'a self time'))
    addTo(total[0]!, row, numberAt(tuple, 3, 'a total time'))
    for (let i = 0; i < callers.keys.length; i++) {
      const edge = this.#calls.edge(this.#rowOf(callers.keys[i]!, callers.offset), row)
      this.#readCaller(edge, callers.values[i]!, callers.offset)
    }
  }

  /** What a caller did: a plain number of calls (profile, hotshot), or (calls, primitive calls, self, total), the first
   *  two the other way round than in a function's figures. pstats of Python 2.5 appended tuples instead of adding them,
   *  so there may be several in a row. */
  #readCaller(edge: number, value: MarshalValue, dictOffset: number): void {
    const { edges, edgeSelf, edgeTotal } = this.#calls
    if (typeof value === 'number') {
      this.#hasCounts = true
      addTo(edges.columns.calls, edge, value)
      return
    }
    const tuple = expectTuple(value, "a caller's figures", dictOffset)
    const { items, offset } = tuple
    if (items.length === 0 || items.length % 4 !== 0) {
      throw new FormatError(
        FORMAT,
        `expected a caller's figures in fours (calls, primitive calls, self, total), found a tuple of ${items.length}`,
        { offset },
      )
    }
    this.#hasTuples = true
    for (let i = 0; i < items.length; i += 4) {
      addTo(edges.columns.calls, edge, numberAt(tuple, i, 'a number of calls'))
      addTo(edges.columns.primitiveCalls, edge, numberAt(tuple, i + 1, 'a number of primitive calls'))
      addTo(edgeSelf[0]!, edge, numberAt(tuple, i + 2, 'a self time'))
      addTo(edgeTotal[0]!, edge, numberAt(tuple, i + 3, 'a total time'))
    }
  }

  #rowOf(key: MarshalValue, dictOffset: number): number {
    let row = this.#rowOfKey.get(key)
    if (row === undefined) {
      row = this.#calls.row(this.#shared.func(this.#funcKey(key, dictOffset)))
      this.#rowOfKey.set(key, row)
    }
    return row
  }

  /** The func that a key (file, line, name) names. */
  #funcKey(key: MarshalValue, dictOffset: number): FuncKey {
    const { items, offset } = expectTuple(key, 'a function (file, line, name)', dictOffset)
    const file = textOf(items[0])
    const line = items[1]
    const name = items[2] !== undefined && isCode(items[2]) ? describeCode(items[2]) : textOf(items[2])
    if (items.length !== 3 || file === null || name === null || typeof line !== 'number') {
      const found = items.map(describeValue).join(', ')
      throw new FormatError(FORMAT, `expected a function (file, line, name), found (${found})`, { offset })
    }
    if (file === '~' && line === 0) return { name, line: 0, kind: FuncKind.builtin }
    if (!Number.isInteger(line) || line < 0 || line > 0x7fffffff) {
      this.warnings.add('line-number', 'line numbers out of range were left out', `byte ${offset}`)
      return { name, file, line: -1, kind: FuncKind.python }
    }
    return { name, file, line, kind: FuncKind.python }
  }
}

function expectTuple(value: MarshalValue, what: string, offset: number): MarshalSequence {
  if (isTuple(value)) return value
  throw new FormatError(
    FORMAT,
    `expected ${what} in the dict that begins here, found ${describeValue(value)}`,
    {
      offset,
    },
  )
}

function numberAt(tuple: MarshalSequence, index: number, what: string): number {
  const value = tuple.items[index]
  if (typeof value === 'number') return value
  const found = value === undefined ? 'nothing' : describeValue(value)
  throw new FormatError(FORMAT, `expected ${what}, found ${found}`, { offset: tuple.offset })
}

function textOf(value: MarshalValue | undefined): string | null {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? decodeText(value) : null
}
