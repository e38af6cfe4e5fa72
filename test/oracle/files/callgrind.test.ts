import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { CallsBuilder } from '../../../src/model/part-builders.ts'
import { NO_PARTS, type Recording } from '../../../src/model/recording.ts'
import { SharedBuilder } from '../../../src/model/shared-builder.ts'
import { hasCorpus } from '../../support/corpus.ts'
import { drawnFiles, expectLikeDot } from '../../support/dot-oracle.ts'

// gprof2dot stops at the line that Xdebug writes between the profiles of one file.
const FILES = drawnFiles('callgrind').filter(({ graph }) => graph.nodes.size > 0)

/** The call graph with functions told apart by name only, as gprof2dot has it; totals are self and calls. */
function foldedByName({ meta, shared, calls }: Recording): Recording {
  const folded = new SharedBuilder()
  const builder = new CallsBuilder([calls!.valueTypes[0]!])
  const nameOf = (row: number) => shared.strings[shared.funcs.name[calls!.rows.func[row]!]!]!
  const rows = Array.from(calls!.rows.func, (_, row) => builder.row(folded.func({ name: nameOf(row) })))
  const add = (column: { get(i: number): number; set(i: number, v: number): void }, i: number, v: number) =>
    column.set(i, (Number.isNaN(column.get(i)) ? 0 : column.get(i)) + v)
  for (const [row, to] of rows.entries()) {
    add(builder.self[0]!, to, calls!.self[0]![row]!)
    add(builder.total[0]!, to, calls!.self[0]![row]!)
  }
  for (let i = 0; i < calls!.edges.length; i++) {
    const [caller, callee] = [rows[calls!.edges.caller[i]!]!, rows[calls!.edges.callee[i]!]!]
    const edge = builder.edge(caller, callee)
    add(builder.edges.columns.calls, edge, calls!.edges.calls[i]!)
    add(builder.edgeTotal[0]!, edge, calls!.edgeTotal[0]![i]!)
    add(builder.rows.columns.calls, callee, calls!.edges.calls[i]!)
    if (caller !== callee) add(builder.total[0]!, caller, calls!.edgeTotal[0]![i]!)
  }
  passOn(builder)
  return { ...NO_PARTS, meta, shared: folded.finish(), calls: builder.finish() }
}

/** gprof2dot gives each caller its part of the callee's total by what the calls cost; where the calls of a function cost
 *  something else together (functions that are roots too), so does the part. */
function passOn({ edges, edgeTotal, total }: CallsBuilder): void {
  const whole = new Float64Array(total[0]!.length)
  const { caller, callee } = edges.columns
  const isOwn = (edge: number) => caller.get(edge) === callee.get(edge)
  for (let edge = 0; edge < edges.length; edge++) {
    if (!isOwn(edge)) whole[callee.get(edge)]! += edgeTotal[0]!.get(edge)
  }
  for (let edge = 0; edge < edges.length; edge++) {
    const to = callee.get(edge)
    const share = total[0]!.get(to) / whole[to]!
    if (!isOwn(edge) && Number.isFinite(share)) edgeTotal[0]!.set(edge, edgeTotal[0]!.get(edge) * share)
  }
}

describe.skipIf(!hasCorpus)('callgrind files (needs the corpus)', () => {
  it.each(
    FILES.map(({ file, graph }) => [file.name, file, graph] as const),
  )('%s has the calls and the shares that gprof2dot draws', async (name, file, graph) => {
    const [recording] = await readAny(file.bytes(), name)
    const folded = foldedByName(recording!)
    const named = new Map(
      [...graph.nodes].map(([id, node]) => [id, { ...node, label: node.label.split('\n').at(-1)! }]),
    )
    const edges = graph.edges.map(edge => ({
      ...edge,
      caller: named.get(edge.caller.id)!,
      callee: named.get(edge.callee.id)!,
    }))
    const compared = expectLikeDot(
      folded,
      { nodes: named, edges },
      {
        format: 'callgrind',
        labelOf: ({ shared }, func) => shared.strings[shared.funcs.name[func]!]!,
        withCalls: true,
        // gprof2dot passes the self costs on to callers; where a file's calls cost something else, so do its totals.
        totalTolerance: /cfn-reset|2\.php/.test(name) ? Number.POSITIVE_INFINITY : 0.02,
      },
    )
    if (!/iai|unmatched|printer__callgrind/.test(name)) expect(compared.nodes).toBeGreaterThan(2)
  })

  it.each(
    FILES.map(({ file }) => [file.name, file] as const).filter(([, file]) => /functions=/.test(file.notes)),
  )('%s has as many functions and edges as gprof2dot finds', async (name, file) => {
    const [recording] = await readAny(file.bytes(), name)
    const { calls } = foldedByName(recording!)
    const [, functions, edges, whole] = /functions=(\d+) edges=(\d+) .*Samples=([\d.]+)/.exec(file.notes)!
    expect(calls!.rows.length).toBe(Number(functions))
    expect(calls!.edges.length).toBe(Number(edges))
    const sum = calls!.self[0]!.reduce((all, self) => all + self, 0)
    const scale = /multiple-event-types/.test(name) ? 10 : 1
    expect(sum).toBe(Number(whole) * scale)
  })
})
