import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { readText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { type Table, type TableRow, tableOf } from './tables.ts'
import { Traces } from './traces.ts'

const FORMAT = 'hprof'
const OTHERS = /^(HEAP DUMP|MONITOR DUMP|CPU SAMPLES|CPU TIME|SITES|MONITOR TIME).* BEGIN\b/

/** Reads HPROF's text: every table of it is a recording. O(bytes).
 *  @throws FormatError when there is no table, UnsupportedVersionError for heap dumps in binary. */
export async function readHprof(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  return readText(input, new TextReader(), { format: FORMAT, onProgress: options.onProgress })
}

interface Section {
  readonly table: Table
  readonly rows: TableRow[]
}

class TextReader {
  readonly #traces = new Traces()
  readonly #warnings = new Warnings()
  readonly #sections: Section[] = []
  #created: string | null = null
  #section: Section | null = null
  #skipping = false

  read(text: string, line: number): void {
    if (line === 1) this.#readHeader(text)
    if (this.#skipping) this.#skipping = !/^(?:HEAP|MONITOR) DUMP END/.test(text)
    else if (this.#section !== null) this.#readRow(this.#section, text, line)
    else if (this.#traces.addFrame(text)) return
    else if (this.#traces.start(text)) return
    else this.#readOther(text, line)
  }

  finish(file: string | null): Recording[] {
    if (this.#sections.length === 0) {
      throw new FormatError(
        FORMAT,
        'expected a table (CPU SAMPLES, CPU TIME, SITES, MONITOR TIME), found none',
      )
    }
    return this.#sections.map(section => this.#recordingOf(section, file))
  }

  #readHeader(text: string): void {
    if (text.includes('\0')) {
      const version = text.slice(0, Math.min(24, text.indexOf('\0')))
      throw new UnsupportedVersionError(FORMAT, `${version} (a heap dump in binary)`, 'text (format=a)')
    }
    this.#created = /, created (.*\S)/.exec(text)?.[1] ?? null
  }

  #readOther(text: string, line: number): void {
    this.#traces.end()
    if (text.startsWith('THREAD START')) this.#traces.addThread(text)
    const table = tableOf(text)
    if (table !== null) {
      this.#section = { table, rows: [] }
      this.#sections.push(this.#section)
    } else if (/^(?:HEAP|MONITOR) DUMP BEGIN/.test(text)) {
      this.#skipping = true
      this.#warnings.atLine('dumps', 'Dumps of the heap and of monitors were left out.', line)
    }
  }

  #readRow(section: Section, text: string, line: number): void {
    const row = section.table.parse(text)
    if (row !== null) section.rows.push(row)
    else if (text.startsWith(`${section.table.title} `) && / END\b/.test(text)) this.#section = null
    else if (OTHERS.test(text) || /^(?:TRACE|THREAD) /.test(text)) {
      this.#section = null
      this.read(text, line)
    } else if (!/^\s*(?:$|rank\b|percent\b)/.test(text)) {
      this.#warnings.atLine('unreadable-lines', 'Lines of a table that are no row of it were left out.', line)
    }
  }

  #recordingOf({ table, rows }: Section, file: string | null): Recording {
    const shared = new SharedBuilder()
    const threads = new Map<number, number>()
    const part = new StacksBuilder(table.valueTypes)
    let missing = 0
    for (const row of rows) {
      if (!this.#traces.has(row.trace)) missing++
      const stack = this.#traces.stackOf(shared, row.trace, table.label === null ? row.name : '')
      assertStackCount(FORMAT, shared.stacks.length)
      const number = this.#traces.threadOf(row.trace)
      const thread = number === -1 ? -1 : (threads.get(number) ?? this.#thread(shared, number))
      if (number !== -1) threads.set(number, thread)
      const labels =
        table.label === null || row.name === '' ? -1 : shared.labelSet([{ key: table.label, text: row.name }])
      part.add({ stack, thread, labels }, row.values)
    }
    const warnings = new Warnings()
    if (missing > 0) warnings.add('missing-traces', `${missing} rows name traces that are not in the file.`)
    if (table.title.endsWith('TIME')) {
      warnings.add('rounded-times', 'Times were taken from shares of the total, rounded to hundredths of it.')
    }
    return importedRecording(
      { format: FORMAT, file },
      {
        ...(this.#sections.length > 1 ? { name: table.title } : {}),
        interpreter: { implementation: 'Java', version: '', executable: null },
        recorder: {
          name: 'HPROF',
          mode: table.title === 'CPU SAMPLES' ? 'sample' : 'trace',
          settings: {
            ...(this.#created === null ? {} : { created: this.#created }),
            ...(Number.isNaN(table.total) ? {} : { total: table.total }),
          },
        },
        warnings: [...this.#warnings.list(), ...warnings.list()],
      },
      { shared, stacks: part.finish(false) },
    )
  }

  #thread(shared: SharedBuilder, number: number): number {
    return shared.thread({ name: this.#traces.threadName(number), tid: number })
  }
}
