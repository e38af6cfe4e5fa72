import type { Warnings } from '../importing/warnings.ts'
import { HeaderLines } from '../perf-script/header.ts'
import { CallGraph } from './call-graph.ts'
import { type Columns, dottedColumns, separatedColumns } from './columns.ts'
import { type ReportSection, rowOf } from './section.ts'

/** perf 3.0 wrote `# Events: 1K cycles`. */
const SAMPLES = /^# (?:Samples: (\S+) +of events? '(.*)'|Events: (\S+) +(\S+)\s*$)/
const COUNT = /^# Event count \(approx\.\): (\d+)/
const TITLES = /^#\s*(?:Overhead|Children|Self)\b/
const DOTS = /^# *\.\.[. ]*$/
const PERCENT_ROW = /^ {0,40}(\d+(?:\.\d+)?%)\s+(\S.*)$/

interface OpenSection extends ReportSection {
  eventCount: number | null
  readonly ignored: Set<string>
}

/** Gathers the tables of a report, line by line. */
export class ReportReader {
  readonly sections: ReportSection[] = []
  readonly header = new HeaderLines()
  lostSamples = 0
  readonly #warnings: Warnings
  readonly #graph = new CallGraph()
  #section: OpenSection | null = null
  #titles = ''
  #columns: Columns | null = null
  #isHierarchy = false
  #cells: string[] | null = null
  /** Of a hierarchy: what the rows above say, by their depth; and where the percent sign of the outermost stands. */
  #above: string[] = []
  #outermost = 0

  constructor(warnings: Warnings) {
    this.#warnings = warnings
  }

  line(text: string, number: number): void {
    if (text.startsWith('#')) this.#comment(text)
    else if (text.trim() === '') return
    else if (this.#section === null) this.#leaveOut(number)
    else if (this.#isHierarchy) this.#hierarchyRow(text, number)
    else {
      const cells = this.#columns?.cells(text) ?? null
      if (cells?.slice(1).some(cell => cell !== '') === true) {
        this.#endRow()
        this.#cells = cells
      } else if (this.#cells === null || !this.#graph.take(text)) this.#leaveOut(number)
    }
  }

  finish(): void {
    this.#endRow()
  }

  #comment(text: string): void {
    const samples = SAMPLES.exec(text)
    const count = COUNT.exec(text)
    if (samples !== null) {
      this.#endRow()
      this.#section = this.#open(eventsOf(samples[2] ?? samples[4]!), samples[1] ?? samples[3]!)
    } else if (count !== null && this.#section !== null) this.#section.eventCount = Number(count[1])
    else if (TITLES.test(text)) this.#takeTitles(text)
    else if (DOTS.test(text) && this.#titles !== '') {
      this.#isHierarchy = / \/ /.test(this.#titles)
      this.#columns = dottedColumns(this.#titles, text)
    } else {
      this.lostSamples += Number(/^# Total Lost Samples: (\d{1,15})$/.exec(text)?.[1] ?? 0)
      this.header.add(text)
    }
  }

  #takeTitles(text: string): void {
    this.#endRow()
    this.#section ??= this.#open(['samples'], '')
    this.#titles = text
    this.#columns = separatedColumns(text)
    this.#isHierarchy = false
    this.#above = []
  }

  #open(events: readonly string[], samples: string): OpenSection {
    const section = { events, samples, eventCount: null, rows: [], ignored: new Set<string>() }
    this.sections.push(section)
    return section
  }

  #endRow(): void {
    if (this.#cells !== null && this.#section !== null && this.#columns !== null) {
      const { rows, ignored } = this.#section
      rows.push(rowOf(this.#columns.titles, this.#cells, { nodes: this.#graph.nodes, ignored }))
    }
    if (this.#graph.isFlat) {
      const message = 'Call graphs printed flat (-g flat) were left out: their shares hold each other.'
      this.#warnings.add('flat-call-graphs', message)
    }
    this.#cells = null
    this.#graph.clear()
  }

  /** A row of `--hierarchy`: only the innermost, which the last title names, has figures of its own. */
  #hierarchyRow(text: string, line: number): void {
    const found = PERCENT_ROW.exec(text)
    const levels = this.#titles
      .replace(/^#\s*\S+\s+/, '')
      .split(' / ')
      .map(title => title.trim())
    if (this.#above.length === 0) this.#outermost = text.indexOf('%')
    const depth = found === null ? -1 : Math.round((text.indexOf('%') - this.#outermost) / 3)
    if (found === null || depth < 0 || depth >= levels.length) {
      this.#leaveOut(line)
      return
    }
    this.#above.length = depth
    this.#above.push(found[2]!.trim())
    if (depth < levels.length - 1) return
    const { rows, ignored } = this.#section!
    rows.push(rowOf(['Overhead', ...levels], [found[1]!, ...this.#above], { nodes: [], ignored }))
  }

  #leaveOut(line: number): void {
    this.#warnings.atLine('unreadable-lines', 'Lines that are no part of a table were left out.', line)
  }
}

/** "cycles" or "anon group { cycles, instructions }". */
function eventsOf(text: string): string[] {
  const group = /^.*group \{ (.*) \}$/.exec(text)
  if (group === null) return [text]
  // Names hold commas within slashes: cpu/event=1,umask=2/.
  const names = group[1]!.match(/[^,/]*(?:\/[^/]*\/[^,]*)?(?=, |$)/g) ?? []
  return names.map(name => name.trim()).filter(name => name !== '')
}
