import { secondsPer } from '../../base/units.ts'
import type { Meta, Shared } from '../../model/recording.ts'
import type { LinesAnswer } from '../../query/lines/lines.ts'
import { heatStep } from '../svg/heat.ts'
import { fitText } from '../svg/svg-text.ts'
import { formatGeneral, formatTenths } from './python-format.ts'
import { type Colours, paintBold, paintDim, paintHeat, terminalText } from './terminal-heat.ts'
import { terminalName } from './terminal-name.ts'

/** How counted lines are printed. */
export interface LineProfilerTableOptions {
  /** Width of the terminal; Infinity where there is none. */
  readonly columns: number
  readonly colours: Colours
  /** Seconds of the unit that times are shown in. */
  readonly unit: number
  /** Whether functions that never ran are left out. */
  readonly skipZero: boolean
  /** Whether a list of the functions with their times follows. */
  readonly summarize: boolean
}

interface Cells {
  readonly hits: string
  readonly time: string
  readonly perHit: string
  readonly percent: string
}

const WIDTHS = { line: 6, hits: 9, time: 12, perHit: 8, percent: 8 } as const
const EMPTY: Cells = { hits: '', time: '', perHit: '', percent: '' }

/** The functions as line_profiler prints them: a table each, line by line. Source: what line_profiler 5.1 prints. */
export function formatLineProfilerTable(
  answers: readonly LinesAnswer[],
  shared: Shared,
  options: LineProfilerTableOptions & { readonly recorder: Meta['recorder'] },
): string {
  const shown = answers.filter(answer => !options.skipZero || answer.hits.some(hits => hits > 0))
  const tables = shown.map(answer => functionTable(answer, shared, options))
  const summary = options.summarize ? summaryOf(shown, shared) : ''
  return `Timer unit: ${formatGeneral(options.unit)} s\n${costLine(options.recorder)}\n${tables.join('')}${summary}`
}

/** "Counted by sys.monitoring; its own 163 ns a hit are taken out of the times"; empty where nothing is known of that. */
function costLine({ name, version, settings }: Meta['recorder']): string {
  const cost = settings['nanoseconds per hit']
  if (typeof cost !== 'number') return ''
  const nested = settings['nanoseconds per hit within']
  const within = typeof nested === 'number' && nested > 0 ? ` (${nested} ns for each hit within)` : ''
  return `Counted by ${[name, version].filter(Boolean).join(' ')}; its own ${cost} ns a hit${within} are taken out of the times\n`
}

function functionTable(answer: LinesAnswer, shared: Shared, options: LineProfilerTableOptions): string {
  const { colours, columns } = options
  const seconds = secondsPer(answer.valueType.unit) ?? 1
  const cells = cellsOf(answer, seconds / options.unit)
  const widest = (of: 'hits' | 'time' | 'perHit') =>
    Math.max(WIDTHS[of], longest(cells.map(cell => cell[of])))
  const width = { ...WIDTHS, hits: widest('hits'), time: widest('time'), perHit: widest('perHit') }
  const row = (line: string, { hits, time, perHit, percent }: Cells, paint = (text: string) => text) =>
    [
      line.padStart(width.line),
      hits.padStart(width.hits),
      time.padStart(width.time),
      perHit.padStart(width.perHit),
      paint(percent.padStart(width.percent)),
    ].join(' ')
  const figures = width.line + width.hits + width.time + width.perHit + width.percent + 4
  const head = `${row('Line #', { hits: 'Hits', time: 'Time', perHit: 'Per Hit', percent: '% Time' })}  Line Contents`
  const out = [...headings(answer, shared, { seconds, colours }), '']
  out.push(paintBold(head, colours), paintDim('='.repeat(head.length), colours))
  let hottest = 0
  for (const total of answer.totals) if (total > hottest) hottest = total
  for (let i = 0; i < answer.length; i++) {
    const paint = (text: string) => paintHeat(text, heatStep(answer.totals[i]!, hottest), colours)
    const text = fitText(terminalText(answer.text?.[i] ?? ''), columns - figures - 2)
    out.push(`${row(String(answer.line[i]), cells[i]!, paint)}  ${text}`)
  }
  return `${out.join('\n')}\n\n`
}

function longest(texts: readonly string[]): number {
  let length = 0
  for (const text of texts) length = Math.max(length, text.length)
  return length
}

function headings(
  answer: LinesAnswer,
  shared: Shared,
  { seconds, colours }: { seconds: number; colours: Colours },
): string[] {
  const total = `Total time: ${formatGeneral(answer.total * seconds)} s`
  const { file, line, name } = placeOf(answer, shared)
  if (answer.text === null) {
    return [total, '', `Could not find file ${file}`, `Function: ${name} at line ${line}, without its text`]
  }
  return [total, `File: ${file}`, `Function: ${paintBold(name, colours)} at line ${line}`]
}

function cellsOf(answer: LinesAnswer, scale: number): Cells[] {
  return Array.from({ length: answer.length }, (_, i) => {
    const hits = answer.hits[i]!
    if (!(hits > 0)) return EMPTY
    const time = answer.totals[i]!
    return {
      hits: String(hits).length > WIDTHS.hits ? formatGeneral(hits) : String(hits),
      time: figure(time * scale, WIDTHS.time),
      perHit: figure((time * scale) / hits, WIDTHS.perHit),
      percent: answer.total === 0 ? '' : formatTenths((100 * time) / answer.total).padStart(5),
    }
  })
}

function figure(value: number, width: number): string {
  const text = formatTenths(value).padStart(5)
  return text.length > width ? formatGeneral(value, 3).padStart(5) : text
}

function summaryOf(answers: readonly LinesAnswer[], shared: Shared): string {
  const rows = answers.map(answer => {
    const seconds = answer.total * (secondsPer(answer.valueType.unit) ?? 1)
    const { file, line, name } = placeOf(answer, shared)
    return `${seconds.toFixed(2).padStart(6)} seconds - ${file}:${line} - ${name}\n`
  })
  return rows.join('')
}

function placeOf({ func, source }: LinesAnswer, { strings, funcs, sources }: Shared) {
  const file = source === -1 ? '(no source)' : terminalText(strings[sources.path[source]!]!)
  return {
    file,
    line: func === -1 ? 1 : funcs.line[func]!,
    name: func === -1 ? file : terminalText(terminalName(strings[funcs.name[func]!]!)),
  }
}
