import type { Warnings } from '../importing/warnings.ts'
import { parseCsvLine, separatorOf } from './csv-row.ts'
import { parseJsonLine } from './json-row.ts'
import { plainNumber } from './row.ts'
import { emptySection, type StatSection } from './section.ts'
import { parseTextLine } from './text-row.ts'

const SUBJECT = /^\s*Performance counter stats for (.*?)(?: \((\d+) runs\))?:\s*$/
const STARTED = /^# started on (.+?)\s*$/
const TIMES =
  /^\s*([\d.,]+)(?:\s+\+-\s+[\d.,]+)?\s+seconds (time elapsed|user|sys)(?:\s+\(\s*\+-\s*([\d.,]+)\s*%\s*\))?/
const EACH = /^\s*([\d.,]+) \([+-][\d.,]+\)/
const NAMES: Readonly<Record<string, string>> = { 'time elapsed': 'elapsed', user: 'user', sys: 'system' }

/** Gathers measurements line by line; the form is found by the first line that says it. */
export class StatReader {
  readonly sections: StatSection[] = []
  readonly #warnings: Warnings
  #section = emptySection()
  #isText = false
  #separator: string | null = null

  constructor(warnings: Warnings) {
    this.#warnings = warnings
  }

  line(line: string, number: number): void {
    const started = STARTED.exec(line)
    const subject = SUBJECT.exec(line)
    if (started !== null) {
      this.#next()
      this.#section.startedOn = started[1]!
    } else if (subject !== null) this.#begin(subject[1]!, subject[2])
    else if (/^#\s+time\s/.test(line)) this.#isText = true
    else if (line.trim() !== '' && !/^\s*# (?:Table of|Final result)/.test(line)) this.#row(line, number)
  }

  finish(): void {
    this.#next()
  }

  #begin(subject: string, runs: string | undefined): void {
    this.#isText = true
    if (this.#section.subject !== '') this.#next()
    this.#section.subject = subject
    this.#section.runs = runs === undefined ? null : Number(runs)
  }

  #next(): void {
    const { rows, times, subject } = this.#section
    if (rows.length > 0 || times.length > 0 || subject !== '') this.sections.push(this.#section)
    this.#section = emptySection()
  }

  #row(line: string, number: number): void {
    if (!this.#isText) this.#separator ??= separatorOf(line)
    if (line.startsWith('{')) this.#add(parseJsonLine(line), number)
    else if (!this.#isText && this.#separator !== null) {
      this.#add(parseCsvLine(line, this.#separator), number)
    } else if (!this.#time(line)) this.#add(parseTextLine(line), number)
  }

  #time(line: string): boolean {
    const time = TIMES.exec(line)
    const each = EACH.exec(line)
    const value = plainNumber(time?.[1] ?? each?.[1] ?? '', true)
    if (value === null) return false
    if (time === null) this.#section.each.push(value)
    else {
      const spread = time[3] === undefined ? null : plainNumber(time[3], true)
      this.#section.times.push({ name: NAMES[time[2]!]!, value, spread })
    }
    return true
  }

  #add(row: StatSection['rows'][number] | null, line: number): void {
    if (row === null) {
      this.#warnings.atLine('unreadable-lines', 'Lines that are no counts were left out.', line)
    } else this.#section.rows.push(row)
  }
}
