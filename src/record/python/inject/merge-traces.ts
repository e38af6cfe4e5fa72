import { addTo, type Growable } from '../../../base/growable.ts'
import { TIME } from '../../../formats/pstats/read.ts'
import { CallsBuilder } from '../../../model/part-builders.ts'
import { type CallsPart, NO_PARTS, type Recording } from '../../../model/recording.ts'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import { type Mark, markTable } from './marks.ts'

/**
 * The traces of several processes as one, functions and callers added up as pstats' `add` does, with the marks that the
 * processes left. Metadata is the caller's to replace. No traces give a recording of no functions.
 */
export function mergeTraces(
  traces: readonly Recording[],
  marks: readonly Mark[],
  startTime: bigint,
): Omit<Recording, 'meta'> {
  const shared = new SharedBuilder()
  const calls = new CallsBuilder([TIME])
  for (const trace of traces) {
    if (trace.calls !== null) addCalls(trace, trace.calls, shared, calls)
  }
  const table = markTable(marks, startTime, shared, () => -1)
  return {
    ...NO_PARTS,
    shared: shared.finish(),
    calls: calls.finish(),
    marks: table,
  }
}

function addCalls(from: Recording, part: CallsPart, shared: SharedBuilder, calls: CallsBuilder): void {
  const { strings, funcs, sources } = from.shared
  const rows = new Int32Array(part.rows.length)
  for (let i = 0; i < rows.length; i++) {
    const func = part.rows.func[i]!
    const source = funcs.source[func]!
    rows[i] = calls.row(
      shared.func({
        name: strings[funcs.name[func]!]!,
        file: source === -1 ? undefined : strings[sources.path[source]!]!,
        line: funcs.line[func]!,
        kind: funcs.kind[func]!,
      }),
    )
  }
  for (let i = 0; i < rows.length; i++) {
    add(calls.rows.columns.calls, rows[i]!, part.rows.calls[i]!)
    add(calls.rows.columns.primitiveCalls, rows[i]!, part.rows.primitiveCalls[i]!)
    add(calls.self[0]!, rows[i]!, part.self[0]![i]!)
    add(calls.total[0]!, rows[i]!, part.total[0]![i]!)
  }
  for (let i = 0; i < part.edges.length; i++) {
    const edge = calls.edge(rows[part.edges.caller[i]!]!, rows[part.edges.callee[i]!]!)
    add(calls.edges.columns.calls, edge, part.edges.calls[i]!)
    add(calls.edges.columns.primitiveCalls, edge, part.edges.primitiveCalls[i]!)
    add(calls.edgeSelf[0]!, edge, part.edgeSelf[0]![i]!)
    add(calls.edgeTotal[0]!, edge, part.edgeTotal[0]![i]!)
  }
}

/** Adds a figure; one that is not known adds nothing. */
function add(column: Growable<Float64Array>, index: number, value: number): void {
  if (!Number.isNaN(value)) addTo(column, index, value)
}
