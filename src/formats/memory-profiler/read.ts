import { FormatError } from '../../base/errors.ts'
import { LinesBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import { SourceLines } from '../decoding/text/source-lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { type Columns, parseHeader, parseRow, type Row } from './parse-row.ts'

const FORMAT = 'memory-profiler'
const VALUE_TYPES: readonly ValueType[] = [
  { name: 'increment', unit: 'bytes', kind: 'sum', precision: 'exact' },
  { name: 'memory', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
]
const DEFINITION = /^\s*(?:async\s+)?def\s+(\w+)/

/** One table: the lines of one function, or of several calls of it. */
interface Table {
  readonly file: string
  readonly rows: Row[]
}

/**
 * Reads what memory_profiler prints, alone or among other text. A function that is printed at each of its calls is one:
 * increments and occurrences are added, of memory the largest stands, and a warning says so. The lines of source go into
 * the recording as far as they were printed.
 * @throws FormatError when there is no table.
 */
export async function readMemoryProfiler(
  input: FormatInput,
  options: ReadOptions = {},
): Promise<readonly Recording[]> {
  const recording = new MemoryLines()
  const decoder = new TextDecoder()
  let file = ''
  let columns: Columns | null = null
  let table: Table | null = null
  const close = () => {
    if (table !== null) recording.add(table)
    table = null
    columns = null
  }
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end) {
      const line = decoder.decode(bytes.subarray(start, end))
      const header = parseHeader(line)
      if (header !== null) {
        close()
        columns = header
        table = { file, rows: [] }
        return
      }
      if (columns !== null && /^\s*=+\s*$/.test(line)) return
      const row = columns === null ? null : parseRow(line, columns)
      if (row !== null) {
        table!.rows.push(row)
        return
      }
      close()
      file = /^\s*Filename: (.*)$/.exec(line.trimEnd())?.[1] ?? file
    },
  })
  close()
  if (recording.isEmpty) {
    throw new FormatError(FORMAT, 'expected a table of Line #, Mem usage and Line Contents, found none', {
      line: 1,
    })
  }
  return [recording.finish(input.name)]
}

class MemoryLines {
  readonly #shared = new SharedBuilder()
  readonly #lines = new LinesBuilder(VALUE_TYPES)
  readonly #sources = new SourceLines()
  readonly #warnings = new Warnings()
  readonly #rowOf = new Map<string, number>()
  readonly #seen = new Set<string>()
  isEmpty = true

  add({ file, rows }: Table): void {
    this.isEmpty = false
    const first = rows[0]
    if (first === undefined) return
    const source = this.#shared.source(file)
    const name = rows.map(({ text }) => DEFINITION.exec(text)?.[1]).find(found => found !== undefined)
    const func =
      name === undefined ? -1 : this.#shared.func({ name, file, line: first.line, kind: FuncKind.python })
    const key = `${source} ${first.line}`
    if (this.#seen.has(key)) {
      this.#warnings.add(
        'repeated-function',
        'Reports of the same function were put together: increments are added, memory is the largest',
      )
    }
    this.#seen.add(key)
    for (const row of rows) {
      this.#sources.add(source, row.line, row.text)
      if (!Number.isNaN(row.memory)) this.#addRow(row, source, func)
    }
  }

  #addRow({ line, memory, increment, occurrences }: Row, source: number, func: number): void {
    const key = `${source} ${func} ${line}`
    const known = this.#rowOf.get(key)
    if (known === undefined) {
      this.#rowOf.set(key, this.#lines.add({ source, func, line, hits: occurrences }, [increment, memory]))
      return
    }
    const [increments, memories] = this.#lines.values
    increments!.set(known, increments!.get(known) + increment)
    memories!.set(known, Math.max(memories!.get(known), memory))
    const hits = this.#lines.rows.columns.hits
    hits.set(known, hits.get(known) + occurrences)
  }

  finish(file: string | null): Recording {
    this.#sources.finish(this.#shared)
    return importedRecording(
      { format: FORMAT, file },
      { recorder: { name: 'memory_profiler', mode: 'memory' }, warnings: this.#warnings.list() },
      { shared: this.#shared, lines: this.#lines.finish() },
    )
  }
}
