import { formatShare, formatValue } from '../../base/units.ts'
import type { LinesAnswer } from '../../query/lines/lines.ts'
import { formatLines, type LinesTableOptions } from '../../render/text/lines-table.ts'
import { terminalText } from '../../render/text/terminal-heat.ts'
import type { LinesResult } from '../../workbench/lines.ts'

/** Lines of other sources that were inlined into a function are shown where they cost it that much. */
const NOTABLE = 0.01

/** The tables of all functions: that of each, then what was inlined into it. Small costs of inlined code are put together in a
 *  sentence where not `isAll` lines are to be shown. */
export function formatLineTables(
  { recording, functions, besides }: LinesResult,
  options: LinesTableOptions & { readonly isAll: boolean },
): string {
  const tables: string[] = []
  let left: LinesAnswer[] = []
  for (const [i, answer] of functions.entries()) {
    if (answer.isInlined && !options.isAll && !isNotable(answer)) left.push(answer)
    else tables.push(formatLines(answer, recording.shared, { ...options, besides: besides[i]! }))
    if (left.length > 0 && functions[i + 1]?.isInlined !== true) {
      tables.push(summaryOf(left))
      left = []
    }
  }
  return tables.join('\n')
}

function isNotable({ self, totals, totalSize, difference }: LinesAnswer): boolean {
  let [own, most] = [0, 0]
  for (const value of self) own += Math.abs(value)
  for (const value of totals) most = Math.max(most, Math.abs(value))
  return difference !== null || Math.max(own, most) >= NOTABLE * totalSize
}

function summaryOf(answers: readonly LinesAnswer[]): string {
  const { valueType, total, totalSize } = answers[0]!
  const self = answers.reduce((sum, answer) => sum + answer.self.reduce((own, value) => own + value, 0), 0)
  const files = answers.length === 1 ? 'a further file' : `${answers.length} further files`
  const figures = `${formatValue(self, valueType.unit)} ${terminalText(valueType.name)}`
  const share = `${formatShare(self / totalSize)} of the function (${formatValue(total, valueType.unit)})`
  return `Inlined from ${files}: ${figures}, ${share}; --all shows them\n`
}
