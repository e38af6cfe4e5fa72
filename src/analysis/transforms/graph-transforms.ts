import { UsageError } from '../../base/errors.ts'
import { estimatedCallers } from '../../model/estimates.ts'
import type { CallsPart, Recording, Shared } from '../../model/recording.ts'
import { type FuncIndex, FuncKind } from '../../model/tables.ts'
import { packageOfFunc } from '../functions/packages.ts'
import { cutGraph } from './cut-graph.ts'
import { addEdge, deleteNode, editableGraph, type GraphNode, partOfGraph } from './editable-graph.ts'
import { type Folded, foldNodes } from './fold-graph-nodes.ts'
import { linesOfGraph } from './graph-lines.ts'
import { matchFuncNames, matchFuncs } from './match-frames.ts'
import { foldedByPreset } from './presets.ts'
import { SharedAdditions } from './shared-additions.ts'
import { isOfTags, type Transform } from './transform.ts'

/** Where cost goes that has no caller to fall to. */
const LEFT_OVER = '(merged)'

/**
 * Transforms a recording that only has a call graph, where that determines the answer: functions are folded into their
 * callers (hide, show, merge-function, presets), libraries and functions that call themselves are put together. What is about
 * whole stacks (focus, ignore, drop-function …) is exact where functions have only one caller that matters, and else an
 * estimate with a warning.
 * @throws UsageError for tags, single nodes and recursion through others.
 */
export function transformCalls(recording: Recording, transform: Transform): Recording {
  const { calls: part, shared } = recording
  if (part === null) throw new UsageError(`${recording.meta.name} has no functions to filter or transform`)
  switch (transform.kind) {
    case 'hide':
      return fold(recording, part, { isMeant: matchFuncs(shared, transform.test), keepsRest: false })
    case 'show': {
      const isMeant = matchFuncs(shared, transform.test).map(bit => 1 - bit)
      return fold(recording, part, { isMeant, keepsRest: false })
    }
    case 'merge-function':
      return fold(recording, part, { isMeant: maskOf(shared, transform.funcs), keepsRest: true })
    case 'preset':
      return fold(recording, part, { isMeant: foldedByPreset(recording, transform.preset), keepsRest: true })
    case 'collapse-library':
      return collapseGraphLibrary(recording, part, transform.name)
    case 'collapse-direct-recursion':
      return withoutSelfCalls(recording, part, maskOf(shared, transform.funcs))
    case 'focus':
      return cutGraph(recording, matchFuncs(shared, transform.test), 'keep')
    case 'ignore':
      return cutGraph(recording, matchFuncs(shared, transform.test), 'leave out')
    case 'show-from':
      return cutGraph(recording, matchFuncs(shared, transform.test), 'root')
    case 'prune-from':
      return cutGraph(recording, matchFuncNames(shared, transform.test), 'prune')
    case 'focus-function':
      return cutGraph(recording, maskOf(shared, transform.funcs), 'root')
    case 'focus-self':
      return cutGraph(recording, maskOf(shared, transform.funcs), 'self')
    case 'drop-function':
      return cutGraph(recording, maskOf(shared, transform.funcs), 'leave out')
    case 'collapse-function':
      return cutGraph(recording, maskOf(shared, transform.funcs), 'collapse')
    default:
      if (isOfTags(transform)) {
        throw new UsageError(
          `${recording.meta.name} holds who called whom: it has no samples, so none with tags`,
          'The filters of functions can be used: focus, ignore, hide, show …',
        )
      }
      throw new UsageError(
        `${recording.meta.name} holds who called whom, not whole stacks, so ${transform.kind} cannot be told`,
        'The filters, presets and other transforms can; or convert it to stacks first, which estimates them: pyrometer convert IN --to collapsed -o OUT.txt',
      )
  }
}

function fold(
  recording: Recording,
  part: CallsPart,
  of: { readonly isMeant: Uint8Array; readonly keepsRest: boolean },
): Recording {
  const graph = editableGraph(part)
  const rows = [...graph.keys()].filter(row => of.isMeant[part.rows.func[row]!] === 1)
  if (rows.length === 0) return recording
  const folded = foldNodes(graph, rows)
  const additions = new SharedAdditions(recording.shared)
  if (of.keepsRest && folded.leftOver.some(value => value > 0)) {
    const func = additions.func({ name: LEFT_OVER, kind: FuncKind.marker })
    graph.set(part.rows.length, isolatedNode(func, folded.leftOver))
  }
  const shared = additions.finish(recording.shared.stacks)
  const shareOf = (func: FuncIndex) => 1 - (of.isMeant[func] ?? 0)
  return {
    ...recording,
    shared,
    calls: partOfGraph(graph, part),
    lines: linesOfGraph(recording, part, { graph, shareOf }),
    meta: warned(recording, folded),
  }
}

function isolatedNode(func: FuncIndex, self: readonly number[]): GraphNode {
  return {
    func,
    calls: Number.NaN,
    primitiveCalls: Number.NaN,
    self: [...self],
    total: [...self],
    taken: new Map(),
    callers: new Map(),
    callees: new Map(),
  }
}

function warned({ meta }: Recording, { estimated }: Folded): Recording['meta'] {
  if (estimated === 0) return meta
  const message =
    'Who caused the calls of functions that were taken out is estimated in proportion, where several called them.'
  return { ...meta, warnings: [...meta.warnings, estimatedCallers(message, estimated)] }
}

/** Puts the functions of a library together: what they called among themselves is gone, its total is what came from
 *  outside. */
function collapseGraphLibrary(recording: Recording, part: CallsPart, name: string): Recording {
  const { shared } = recording
  const graph = editableGraph(part)
  const isMemberFunc = (member: FuncIndex) => packageOfFunc(shared, member) === name
  const members = [...graph.keys()].filter(row => isMemberFunc(part.rows.func[row]!))
  if (members.length === 0) return recording
  const first = part.rows.func[members[0]!]!
  const additions = new SharedAdditions(shared)
  const func = additions.func({ name, lib: shared.funcs.lib[first]!, kind: shared.funcs.kind[first]! })
  const isMember = new Set(members)
  const whole = part.rows.length
  const zeros = part.valueTypes.map(() => 0)
  graph.set(whole, { ...isolatedNode(func, zeros), calls: 0, primitiveCalls: 0 })
  const node = graph.get(whole)!
  for (const row of members) {
    const member = graph.get(row)!
    for (const k of zeros.keys()) {
      node.self[k]! += zeroIfUnknown(member.self[k]!)
      node.total[k]! += rootTotal(member, row, k)
    }
    for (const edge of member.callers.values()) {
      if (isMember.has(edge.caller) || edge.caller === whole) continue
      node.calls += edge.calls
      node.primitiveCalls += edge.primitiveCalls
      for (const k of zeros.keys()) node.total[k]! += zeroIfUnknown(edge.total[k]!)
      addEdge(graph, { ...edge, callee: whole, self: [...edge.self], total: [...edge.total] })
    }
    for (const edge of member.callees.values()) {
      if (isMember.has(edge.callee)) continue
      // Its lines are those of several files.
      addEdge(graph, { ...edge, caller: whole, line: -1, self: [...edge.self], total: [...edge.total] })
    }
  }
  for (const row of members) deleteNode(graph, row)
  return {
    ...recording,
    shared: additions.finish(shared.stacks),
    calls: partOfGraph(graph, part),
    lines: linesOfGraph(recording, part, { graph, shareOf: left => (isMemberFunc(left) ? 0 : 1) }),
  }
}

/** What a function cost without any caller that is known. */
function rootTotal(node: GraphNode, row: number, k: number): number {
  let rest = zeroIfUnknown(node.total[k]!)
  for (const edge of node.callers.values()) if (edge.caller !== row) rest -= zeroIfUnknown(edge.total[k]!)
  return rest > 1e-9 * zeroIfUnknown(node.total[k]!) ? rest : 0
}

function withoutSelfCalls(recording: Recording, part: CallsPart, isMeant: Uint8Array): Recording {
  const graph = editableGraph(part)
  for (const [row, node] of graph) {
    const own = node.callees.get(row)
    if (own === undefined || isMeant[node.func] === 0) continue
    node.calls = node.calls - zeroIfUnknown(own.calls)
    node.primitiveCalls = Math.min(node.primitiveCalls, node.calls)
    node.callees.delete(row)
    node.callers.delete(row)
  }
  return { ...recording, calls: partOfGraph(graph, part) }
}

function maskOf({ funcs }: Shared, wanted: readonly FuncIndex[]): Uint8Array {
  const mask = new Uint8Array(funcs.length)
  for (const func of wanted) mask[func] = 1
  return mask
}

function zeroIfUnknown(value: number): number {
  return Number.isNaN(value) ? 0 : value
}
