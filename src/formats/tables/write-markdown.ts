import { formatCount, formatValue } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { type FunctionTable, functionTable } from './function-rows.ts'

/** Writes the functions as a table of GitHub's Markdown, figures with units as people read them.
 *  @throws UsageError when there is not one recording with a call graph. */
export function writeMarkdown(recordings: readonly Recording[]): Iterable<Uint8Array> {
  return encodeTexts(lines(functionTable(recordings, 'A Markdown table')))
}

function* lines({ valueTypes, rows }: FunctionTable): Generator<string> {
  const figures = valueTypes.flatMap(({ name }) => [`self ${escaped(name)}`, `total ${escaped(name)}`])
  yield line(['function', 'place', 'calls', ...figures])
  yield line(['---', '---', '---:', ...figures.map(() => '---:')])
  for (const { name, file, line: place, calls, primitiveCalls, self, total } of rows) {
    const where = place > 0 ? `${file}:${place}` : file
    const values = valueTypes.flatMap(({ unit }, k) => [
      formatValue(self[k]!, unit),
      formatValue(total[k]!, unit),
    ])
    yield line([escaped(name), escaped(where), callsText(calls, primitiveCalls), ...values])
  }
}

/** All calls, and after a slash those that are no recursion where they differ, as pstats prints them. */
function callsText(calls: number, primitiveCalls: number): string {
  if (Number.isNaN(calls)) return ''
  const isRecursive = !Number.isNaN(primitiveCalls) && primitiveCalls !== calls
  return isRecursive ? `${formatCount(calls)}/${formatCount(primitiveCalls)}` : formatCount(calls)
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

/** Text that reads as itself: nothing in it is markup, and no cell or line ends in it. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>|~$#!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replace(/:(?=\/\/)/g, '\\:')
    .replaceAll('@', '&#64;')
}
