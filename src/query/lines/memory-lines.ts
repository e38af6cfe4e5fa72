import type { Recording } from '../../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../../model/tables.ts'
import { queryLines } from './lines.ts'

/** What memory_profiler tells of the lines of a function, or of a source. Columns have an entry a line, from the first to the last
 *  where the text is known, else only lines that ran. NaN where a line did not run. */
export interface MemoryLinesAnswer {
  readonly source: SourceIndex
  /** -1 when the question was about a whole source. */
  readonly func: FuncIndex
  readonly length: number
  /** 1-based. */
  readonly line: Int32Array
  /** Bytes: the most that was resident when the line had ended. */
  readonly memory: Float64Array
  /** Bytes that the line added, as memory_profiler counts, or what it changed memory by. */
  readonly increment: Float64Array
  /** NaN also where the input does not say. */
  readonly occurrences: Float64Array
  readonly text: readonly string[] | null
}

/** Value types that may stand as the increment. */
const INCREMENTS: readonly string[] = ['increment', 'change']

/** Whether a recording has memory, increment and occurrences of lines (memory_profiler's reports, `record --mode memory -f`). O(1). */
export function hasMemoryLines({ lines }: Recording): boolean {
  const names = lines?.valueTypes.map(({ name }) => name) ?? []
  return lines !== null && lines.rows.length > 0 && names.includes('increment') && names.includes('memory')
}

/** Whether a value type can be shown as the increment of memory of lines. */
export function isIncrement({ lines }: Recording, name: string): boolean {
  return (
    INCREMENTS.includes(name.toLowerCase()) &&
    lines?.valueTypes.some(type => type.name === name.toLowerCase()) === true
  )
}

/** The functions whose lines ran, in the order of their definitions. O(lines). */
export function memoryFuncs({ lines }: Recording): FuncIndex[] {
  const funcs = new Set(lines?.rows.func ?? [])
  return [...funcs].filter(func => func !== -1)
}

/** What a recording knows of the memory of lines. `value` names the value type of the increment. O(lines).
 *  @throws TypeError if the recording has no such lines. */
export function queryMemoryLines(
  recording: Recording,
  question: { readonly text?: string | null } & (
    | { readonly func: FuncIndex }
    | { readonly source: SourceIndex }
  ),
  value = 'increment',
): MemoryLinesAnswer {
  const { lines } = recording
  if (lines === null || !hasMemoryLines(recording))
    throw new TypeError('The recording has no memory of lines')
  // Stacks, where there are any, know of lines what was sampled.
  const alone: Recording = { ...recording, stacks: null, calls: null }
  const answerOf = (name: string) => {
    const valueType = lines.valueTypes.findIndex(type => type.name === name.toLowerCase())
    return queryLines(alone, question, { valueType })
  }
  const increments = answerOf(value)
  const memories = answerOf('memory')
  const ran = new Set<number>()
  for (let row = 0; row < lines.rows.length; row++) {
    const isOf =
      'func' in question ? lines.rows.func[row] === question.func : lines.rows.source[row] === question.source
    if (isOf) ran.add(lines.rows.line[row]!)
  }
  const known = (column: Float64Array) =>
    column.map((one, i) => (ran.has(increments.line[i]!) ? one : Number.NaN))
  return {
    source: increments.source,
    func: increments.func,
    length: increments.length,
    line: increments.line,
    memory: known(memories.totals),
    increment: known(increments.totals),
    occurrences: known(increments.hits),
    text: increments.text,
  }
}

/** Bytes beyond which an increment that memory_profiler's rules give is not what the line changed. */
const NOTABLE = 1 << 20

/** Whether increments are largely not what lines changed memory by: several chosen functions call each other, or memory falls in a
 *  loop. The line of the definition, whose increment is all there is, does not count. */
export function areIncrementsOff(recording: Recording): boolean {
  const { lines, shared } = recording
  const increments = lines?.values[lines.valueTypes.findIndex(type => type.name === 'increment')]
  const changes = lines?.values[lines.valueTypes.findIndex(type => type.name === 'change')]
  if (!lines || increments === undefined || changes === undefined) return false
  return increments.some((increment, row) => {
    const func = lines.rows.func[row]!
    const isFirst = func !== -1 && lines.rows.line[row] === shared.funcs.line[func]
    return !isFirst && Math.abs(increment - changes[row]!) > NOTABLE
  })
}
