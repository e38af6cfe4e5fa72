import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { assertProfileCount } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { recordingOf } from './build.ts'
import { parseRelative, parseTableRow } from './parse-row.ts'
import { groupSections, newSection, type Section } from './section.ts'

const FORMAT = 'pstats-text'

const SUMMARY = /^\s*(\d+) function calls (?:\((\d+) primitive calls\) )?in (-?\d+\.\d+) (?:CPU )?seconds/
const ORIGIN = /^\s*(\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})\s{2,}(\S.*)$/
const TABLE = /^\s*ncalls\s+tottime\s+percall\s+cumtime\s+percall\s+filename:lineno\(function\)/
const RELATIVES = /^\s*Function\s+(was called by|called)\.\.\.\s*$/
const REDUCED = /^\s*List reduced from (\d+) to (\d+) due to restriction/
const COLUMNS_OF_RELATIVES = /^\s*ncalls\s+tottime\s+cumtime\s*$/

/**
 * Reads what cProfile and pstats print, alone or among other text: tables of functions, lists of callers and callees, in
 * any order and number. Each profile becomes a recording. Seconds have the three decimals that were printed.
 * @throws FormatError when there is neither a table nor a list.
 */
export async function readPstatsText(
  input: FormatInput,
  options: ReadOptions = {},
): Promise<readonly Recording[]> {
  const reader = new ReportReader()
  const decoder = new TextDecoder()
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle: (bytes, start, end, line) => reader.take(decoder.decode(bytes.subarray(start, end)), line),
  })
  const groups = groupSections(reader.sections).filter(group =>
    group.some(({ rows, edges, summary }) => rows.length + edges.length > 0 || summary !== null),
  )
  if (groups.length === 0) {
    throw new FormatError(FORMAT, 'expected a table of ncalls, tottime and cumtime, found none', { line: 1 })
  }
  assertProfileCount(FORMAT, groups.length)
  const title = titleOf(input.name, 'profile')
  return groups.map((group, i) =>
    recordingOf(group, {
      file: input.name,
      name: groups.length === 1 ? title : `${title} #${i + 1}`,
      // What was odd about the text is said once.
      warnings: i === 0 ? reader.warnings : new Warnings(),
    }),
  )
}

class ReportReader {
  readonly sections: Section[] = []
  readonly warnings = new Warnings()
  #mode: 'none' | 'table' | 'callers' | 'callees' = 'none'
  #origin: Section['origin'] = null
  /** The function whose callers or callees are listed. */
  #subject = ''
  /** A row whose function stands on the next line. */
  #isBroken = false

  take(line: string, number: number): void {
    if (line.trim() === '' || this.#takeHead(line)) return
    if (this.#mode === 'table') {
      if (this.#takeTableRow(line)) return
    } else if (this.#mode !== 'none' && this.#takeRelative(line)) return
    if (this.#mode !== 'none' && !COLUMNS_OF_RELATIVES.test(line)) {
      this.#mode = 'none'
      this.#isBroken = false
      this.warnings.atLine('other-lines', 'Lines that belong to no report were left out', number)
    }
  }

  /** Takes the lines that stand above rows. */
  #takeHead(line: string): boolean {
    const origin = ORIGIN.exec(line.trimEnd())
    const summary = SUMMARY.exec(line)
    const relatives = RELATIVES.exec(line)
    const reduced = REDUCED.exec(line)
    if (origin !== null) this.#origin = { saved: origin[1]!, file: origin[2]! }
    else if (summary !== null) {
      const primitiveCalls = summary[2] === undefined ? Number.NaN : Number(summary[2])
      const sums = { calls: Number(summary[1]), primitiveCalls, seconds: Number(summary[3]) }
      this.sections.push(newSection(sums, this.#origin))
      this.#origin = null
      this.#mode = 'none'
    } else if (relatives !== null) {
      this.sections.push(newSection(null, null))
      this.#mode = relatives[1] === 'called' ? 'callees' : 'callers'
    } else if (TABLE.test(line)) {
      const last = this.sections.at(-1)
      if (last?.summary == null || last.rows.length > 0) this.sections.push(newSection(null, null))
      this.#mode = 'table'
    } else if (reduced !== null) {
      const last = this.sections.at(-1)
      if (last !== undefined)
        last.reduced = { from: last.reduced?.from ?? Number(reduced[1]), to: Number(reduced[2]) }
    } else return /^\s*(?:Ordered by:|Random listing order was used)/.test(line)
    this.#isBroken = false
    return true
  }

  #takeTableRow(line: string): boolean {
    const rows = this.sections.at(-1)!.rows
    const row = parseTableRow(line)
    if (row !== null) {
      this.#isBroken = row.label === ''
      rows.push(row)
      return true
    }
    if (!this.#isBroken) return false
    rows[rows.length - 1] = { ...rows.at(-1)!, label: line.trim() }
    this.#isBroken = false
    return true
  }

  #takeRelative(line: string): boolean {
    const arrow = this.#mode === 'callers' ? '<-' : '->'
    const at = line.search(this.#mode === 'callers' ? /\s<-(?:\s|$)/ : /\s->(?:\s|$)/)
    if (at !== -1) this.#subject = line.slice(0, at).trim()
    const rest = at === -1 ? line : line.slice(line.indexOf(arrow, at) + arrow.length)
    if (rest.trim() === '') return at !== -1
    const row = parseRelative(rest)
    if (row === null || this.#subject === '') return false
    const [caller, callee] =
      this.#mode === 'callers' ? [row.label, this.#subject] : [this.#subject, row.label]
    this.sections.at(-1)!.edges.push({ caller, callee, figures: row.figures })
    return true
  }
}
