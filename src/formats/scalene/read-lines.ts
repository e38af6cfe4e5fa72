import { LinesBuilder } from '../../model/part-builders.ts'
import type { LinesPart } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { type JsonValue, oneBased } from '../decoding/json/parse-json.ts'
import type { Warnings } from '../importing/warnings.ts'
import { figuresOf, LINE_TYPES } from './figures.ts'

interface Context {
  readonly shared: SharedBuilder
  readonly warnings: Warnings
  /** Nanoseconds. */
  readonly elapsed: number
}

/** A function of a file and the line it begins at. */
interface FileFunc {
  readonly line: number
  readonly func: number
}

/** Reads the lines of every file, and the text of files that are listed whole. @throws FormatError. */
export function readLines(files: JsonValue, context: Context): LinesPart {
  const builder = new LinesBuilder(LINE_TYPES)
  for (const path of Object.keys(files.value as object)) {
    const file = files.at(path)
    const lines = file.at('lines').items()
    const source = context.shared.source(path)
    const funcs = funcsOf(file, path, context.shared)
    const leaks = file.at('leaks')
    let curves = 0
    for (const line of lines) {
      const number = oneBased(line.at('lineno').number())
      if (number === -1) {
        context.warnings.add('line-number', 'Lines with impossible numbers were left out.')
        continue
      }
      const leak = leaks.isMissing ? null : leaks.at(String(number))
      const known = leak === null || leak.isMissing ? null : leak
      builder.add(
        { source, line: number, func: funcOf(line, number, funcs) },
        figuresOf(line, known, context.elapsed),
      )
      const samples = line.at('memory_samples')
      if (!samples.isMissing && samples.list().length > 0) curves++
    }
    if (curves > 0) {
      context.warnings.add('line-timelines', 'The memory of single lines over time was left out.')
    }
    const text = textOf(lines)
    if (text !== null) context.shared.sources.columns.text.set(source, context.shared.string(text))
  }
  return builder.finish()
}

function funcsOf(file: JsonValue, path: string, shared: SharedBuilder): FileFunc[] {
  const functions = file.at('functions')
  if (functions.isMissing) return []
  return functions
    .items()
    .map(entry => {
      const line = oneBased(entry.at('lineno').number())
      const name = entry.at('line').text()
      return { line, func: shared.func({ name, file: path, line, kind: FuncKind.python }) }
    })
    .sort((a, b) => a.line - b.line)
}

/** The function that a line belongs to: as the file says (since version 2), else the one that begins last before it, if
 *  the line is indented. -1 none. */
function funcOf(line: JsonValue, number: number, funcs: readonly FileFunc[]): number {
  const start = line.at('start_function_line').optionalNumber(-1)
  if (start > 0) return funcs.find(entry => entry.line === start)?.func ?? -1
  const text = line.at('line').optionalText() ?? ''
  let low = 0
  let high = funcs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (funcs[middle]!.line <= number) low = middle + 1
    else high = middle
  }
  const last = funcs[low - 1]
  return last !== undefined && (last.line === number || /^[ \t]/.test(text)) ? last.func : -1
}

/** The text of a file whose lines are all there, null when they are not. scalene escapes what means something in HTML. */
function textOf(lines: readonly JsonValue[]): string | null {
  const isWhole = lines.length > 0 && lines.every((line, i) => line.at('lineno').value === i + 1)
  if (!isWhole) return null
  return lines
    .map(line => line.at('line').optionalText() ?? '')
    .join('')
    .replace(/\\u00(3c|3e|26)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
