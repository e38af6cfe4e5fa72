import type { Growable } from '../../base/growable.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { importedRecording } from '../importing/imported.ts'
import type { Warnings } from '../importing/warnings.ts'
import { type Figures, parseLabel } from './parse-row.ts'
import type { Section } from './section.ts'

const FORMAT = 'pstats-text'
const TIME: ValueType = { name: 'time', unit: 'seconds', kind: 'sum', precision: 'exact' }

/** The recording of one profile: the functions of its tables, the edges of its lists, and its sums as counters. */
export function recordingOf(
  sections: readonly Section[],
  { file, name, warnings }: { file: string | null; name: string; warnings: Warnings },
): Recording {
  const graph = new PrintedGraph(warnings)
  for (const section of sections) graph.add(section)
  const head = sections.find(section => section.summary !== null)
  const summary = head?.summary ?? null
  const origin = head?.origin ?? null
  if (isPartial(sections)) warnings.add('reduced-list', "The report shows a part of the profile's functions")
  const primitiveCalls =
    summary === null || Number.isNaN(summary.primitiveCalls) ? summary?.calls : summary.primitiveCalls
  return importedRecording(
    { format: FORMAT, file },
    {
      name,
      recorder: {
        name: graph.isCounted ? 'profile' : 'cProfile',
        mode: 'trace',
        settings: origin === null ? {} : { file: origin.file, saved: origin.saved },
      },
      warnings: warnings.list(),
    },
    {
      shared: graph.shared,
      calls: graph.calls.finish(),
      counters:
        summary === null
          ? []
          : [
              { name: 'function calls', unit: 'count', value: summary.calls },
              { name: 'primitive calls', unit: 'count', value: primitiveCalls! },
              { name: 'total time', unit: 'seconds', value: summary.seconds },
            ],
    },
  )
}

/** Whether every table was restricted. */
function isPartial(sections: readonly Section[]): boolean {
  const tables = sections.filter(({ rows, reduced }) => rows.length > 0 || reduced !== null)
  return tables.length > 0 && tables.every(({ reduced }) => reduced !== null && reduced.to < reduced.from)
}

class PrintedGraph {
  readonly shared = new SharedBuilder()
  readonly calls = new CallsBuilder([TIME])
  /** Whether callers have counts alone, as those of profile and hotshot. */
  isCounted = false
  readonly #warnings: Warnings
  readonly #rows = new Map<string, number>()

  constructor(warnings: Warnings) {
    this.#warnings = warnings
  }

  /** What two sections say of the same function or edge is the same and stands once; within one section it adds up. */
  add({ rows, edges }: Section): void {
    const seenRows = new Set<number>()
    const seenEdges = new Set<number>()
    for (const { label, figures } of rows) {
      const row = this.#row(label)
      const isRepeated = seenRows.has(row)
      if (isRepeated) this.#warnings.add('repeated-function', 'Functions of one name were added together')
      seenRows.add(row)
      const { columns } = this.calls.rows
      const { self, total } = this.calls
      put([columns.calls, columns.primitiveCalls, self[0]!, total[0]!], row, { figures, isRepeated })
    }
    for (const { caller, callee, figures } of edges) {
      if (Number.isNaN(figures.self)) this.isCounted = true
      const edge = this.calls.edge(this.#row(caller), this.#row(callee))
      const { columns } = this.calls.edges
      const { edgeSelf, edgeTotal } = this.calls
      put([columns.calls, columns.primitiveCalls, edgeSelf[0]!, edgeTotal[0]!], edge, {
        figures,
        isRepeated: seenEdges.has(edge),
      })
      seenEdges.add(edge)
    }
  }

  #row(label: string): number {
    let row = this.#rows.get(label)
    if (row === undefined) {
      row = this.calls.row(this.shared.func(parseLabel(label)))
      this.#rows.set(label, row)
    }
    return row
  }
}

function put(
  columns: readonly [
    Growable<Float64Array>,
    Growable<Float64Array>,
    Growable<Float64Array>,
    Growable<Float64Array>,
  ],
  index: number,
  { figures, isRepeated }: { figures: Figures; isRepeated: boolean },
): void {
  const values = [figures.calls, figures.primitiveCalls, figures.self, figures.total]
  for (const [k, column] of columns.entries()) {
    column.set(index, isRepeated ? column.get(index) + values[k]! : values[k]!)
  }
}
