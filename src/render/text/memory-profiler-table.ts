import type { Shared } from '../../model/recording.ts'
import type { MemoryLinesAnswer } from '../../query/lines/memory-lines.ts'
import { heatStep } from '../svg/heat.ts'
import { fitText } from '../svg/svg-text.ts'
import { type Colours, paintBold, paintDim, paintHeat, terminalText } from './terminal-heat.ts'

/** How memory of lines is printed. */
export interface MemoryProfilerTableOptions {
  /** Width of the terminal; Infinity where there is none. */
  readonly columns: number
  readonly colours: Colours
  /** Digits behind the point. */
  readonly precision: number
}

const MIB = 1n << 20n
/** Characters before the source. */
const FIGURES = 47
/** Characters of the source that are shown however narrow the terminal is. */
const LEAST = 20

/** The functions as memory_profiler prints them: a table each, line by line. Source: what memory_profiler 0.61 prints. */
export function formatMemoryProfilerTable(
  answers: readonly MemoryLinesAnswer[],
  shared: Shared,
  options: MemoryProfilerTableOptions,
): string {
  return answers.map(answer => functionTable(answer, shared, options)).join('')
}

function functionTable(
  answer: MemoryLinesAnswer,
  { strings, sources }: Shared,
  { columns, colours, precision }: MemoryProfilerTableOptions,
): string {
  const file = answer.source === -1 ? '(no source)' : terminalText(strings[sources.path[answer.source]!]!)
  const head = rowOf(['Line #', 'Mem usage', 'Increment', 'Occurrences'], 'Line Contents')
  const out = [`Filename: ${file}`, '', paintBold(head, colours), paintDim('='.repeat(head.length), colours)]
  const heat = hottestOf(answer)
  for (let i = 0; i < answer.length; i++) {
    const cells = cellsOf(answer, i, precision)
    const text = fitText(terminalText(answer.text?.[i] ?? ''), Math.max(LEAST, columns - FIGURES))
    const plain = rowOf(cells, text)
    const at = plain.indexOf(cells[2], cells[0].length + 13)
    const step = heatStep(Math.max(0, answer.increment[i]!), heat)
    const isHot = cells[2] !== '' && answer.increment[i]! > 0 && !isWhole(answer, i)
    out.push(
      isHot
        ? `${plain.slice(0, at)}${paintHeat(cells[2], step, colours)}${plain.slice(at + cells[2].length)}`
        : plain,
    )
  }
  return `${out.join('\n')}\n\n\n`
}

type Cells = readonly [line: string, memory: string, increment: string, occurrences: string]

function rowOf([line, memory, increment, occurrences]: Cells, text: string): string {
  return `${line.padStart(6)} ${memory.padStart(12)} ${increment.padStart(12)}  ${occurrences.padStart(10)}   ${text}`
}

function cellsOf(answer: MemoryLinesAnswer, i: number, precision: number): Cells {
  const line = String(Math.max(0, answer.line[i]!)).padStart(6)
  const memory = answer.memory[i]!
  if (Number.isNaN(memory)) return [line, '', '', '']
  const occurrences = answer.occurrences[i]!
  return [
    line,
    mebibytes(memory, precision),
    mebibytes(answer.increment[i]!, precision),
    Number.isNaN(occurrences) ? '' : String(occurrences),
  ]
}

/** As Python formats it: halves go to the even digit, what is rounded to nothing keeps its sign. */
function mebibytes(bytes: number, precision: number): string {
  const scale = 10n ** BigInt(precision)
  const scaled = BigInt(Math.abs(Math.round(bytes))) * scale
  const rest = scaled % MIB
  const floor = scaled / MIB
  const isUp = 2n * rest > MIB || (2n * rest === MIB && floor % 2n === 1n)
  const digits = (isUp ? floor + 1n : floor).toString().padStart(precision + 1, '0')
  const whole = digits.slice(0, digits.length - precision)
  const text = `${bytes < 0 ? '-' : ''}${precision === 0 ? whole : `${whole}.${digits.slice(-precision)}`}`
  return `${text.padStart(precision + 4)} MiB`
}

/** Of a function's own first line the increment is all that was there before. */
function isWhole({ increment, memory }: MemoryLinesAnswer, i: number): boolean {
  return increment[i]! > 0 && increment[i]! >= memory[i]! && i === 0
}

function hottestOf(answer: MemoryLinesAnswer): number {
  let most = 0
  for (let i = 0; i < answer.length; i++) {
    const value = answer.increment[i]!
    if (value > most && !isWhole(answer, i)) most = value
  }
  return most
}
