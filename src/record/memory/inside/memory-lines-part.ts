import { LinesBuilder } from '../../../model/part-builders.ts'
import type { LinesPart, ValueType } from '../../../model/recording.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { FuncKind } from '../../../model/tables.ts'
import type { MemoryFile } from './read-memory-file.ts'

/** What memory_profiler shows, under the names that its reports are read with; and what a line changed memory by, calls included. */
const MEMORY_LINE_TYPES: readonly ValueType[] = [
  { name: 'increment', unit: 'bytes', kind: 'sum', precision: 'exact' },
  { name: 'memory', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  { name: 'change', unit: 'bytes', kind: 'sum', precision: 'exact' },
]

/** The lines of several processes as one part: increments, changes and occurrences added up, of memory the largest. Functions that
 *  never ran are funcs without rows. Null where no function was chosen. */
export function memoryLinesPart(
  files: readonly Pick<MemoryFile, 'functions'>[],
  shared: SharedBuilder,
): LinesPart | null {
  const lines = new LinesBuilder(MEMORY_LINE_TYPES)
  const rowOf = new Map<string, number>()
  const all = files.flatMap(({ functions }) =>
    functions.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)),
  )
  for (const { name, file, line: first, rows } of all) {
    const func = shared.func({ name, file, line: first, kind: FuncKind.python })
    const source = shared.source(file)
    for (const { line, occurrences, increment, memory, change } of rows) {
      const key = `${func},${line}`
      const row = rowOf.get(key)
      if (row === undefined) {
        const values = [increment, memory, change]
        rowOf.set(key, lines.add({ source, line, func, hits: occurrences }, values))
        continue
      }
      const [increments, memories, changes] = lines.values
      const { hits } = lines.rows.columns
      hits.set(row, hits.get(row) + occurrences)
      increments!.set(row, increments!.get(row) + increment)
      memories!.set(row, Math.max(memories!.get(row), memory))
      changes!.set(row, changes!.get(row) + change)
    }
  }
  return all.length === 0 ? null : lines.finish()
}
