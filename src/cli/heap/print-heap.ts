import { formatCount } from '../../base/units.ts'
import {
  formatCycles,
  formatHeapPaths,
  formatHeapSize,
  formatReferrers,
  formatTypePaths,
} from '../../render/text/heap-answers.ts'
import { formatHeapGrowth, growthText } from '../../render/text/heap-growth.ts'
import {
  figuresText,
  formatHeapHeading,
  formatHeapObjects,
  formatHeapTable,
} from '../../render/text/heap-table.ts'
import { terminalText } from '../../render/text/terminal-heat.ts'
import type { HeapAnswers } from '../../workbench/ask-heap.ts'
import { type HeapLooks, lookName } from '../../workbench/heap.ts'
import type { Output } from '../context.ts'
import { windowOf } from '../window.ts'

/** Prints answers about heaps as tables. */
export function printHeap(
  answers: HeapAnswers,
  { look, looks, mark }: HeapLooks,
  { limit, stdout }: { limit: number; stdout: Output },
): void {
  const window = windowOf(stdout)
  const { recording, snapshot } = look
  const process = recording.heap!.snapshots.process[snapshot]!
  const { strings, processes } = recording.shared
  const about = {
    name: lookName(look),
    process: process === -1 ? '' : strings[processes.name[process]!]!,
    ...answers.figures,
  }
  const parts: string[] = []
  if (answers.table !== null) {
    if (answers.newFigures !== null) {
      parts.push(`New since ${terminalText(lookName(mark!))}: ${figuresText(answers.newFigures)}\n`)
    } else if (looks.length > 1) {
      parts.push(`The last of ${formatCount(looks.length)} looks; --growth compares them\n`)
    }
    parts.push(formatHeapTable(answers.table, { ...window, limit }))
    if (answers.biggest.length > 0) {
      const title = 'Objects that keep most alive'
      parts.push(`\n${formatHeapObjects(answers.biggest, answers.figures, { ...window, title })}`)
    }
  }
  if (answers.growth !== null) {
    const names = answers.growth.looks.map(lookName).map(terminalText)
    parts.push(`${names[0]} to ${names.at(-1)}: ${growthText(answers.growth)}\n`)
    parts.push(formatHeapGrowth(answers.growth, { ...window, limit }))
  }
  if (answers.paths !== null) parts.push(formatHeapPaths(answers.paths, window))
  if (answers.typePaths !== null) {
    parts.push(formatTypePaths(answers.typePaths, { ...window, limit, name: answers.typePaths.name }))
  }
  if (answers.referrers !== null) parts.push(formatReferrers(answers.referrers, window))
  if (answers.size !== null) parts.push(formatHeapSize(answers.size, { ...window, limit }))
  if (answers.cycles !== null) parts.push(formatCycles(answers.cycles, { ...window, limit }))
  const heading = formatHeapHeading(recording.meta.name, about, window)
  stdout.write(heading + parts.join(''))
}
