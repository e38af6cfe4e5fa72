import { withoutRedundant } from '../../analysis/call-graph/choose-nodes.ts'
import { collapseCycles } from '../../analysis/call-graph/collapse-cycles.ts'
import { graphOfCalls } from '../../analysis/call-graph/from-calls.ts'
import { graphOfStacks } from '../../analysis/call-graph/from-stacks.ts'
import type { CallGraph } from '../../analysis/call-graph/graph.ts'
import { findHiddenWays, withHiddenWays } from '../../analysis/call-graph/join-chosen.ts'
import type { KeptGraph } from '../../analysis/call-graph/prune.ts'
import { baseCalls } from '../../analysis/difference/base-calls.ts'
import { type BaseColumn, baseColumn } from '../../analysis/difference/value-pairs.ts'
import { sampleMask, stackWeights } from '../../analysis/filter-samples.ts'
import type { CallsPart, Recording, Shared } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { answerGraph, type CallGraphAnswer, type GraphSource } from './answer.ts'
import { chosenNodes, type GraphChoice, isChoosing, keepNamed } from './choice.ts'
import { scaledGraph, withSides } from './difference.ts'
import { type GraphLimits, limitGraph, pruneOnly } from './limits.ts'

/** What {@link queryCallGraph} is asked. */
export interface CallGraphQuestion extends GraphLimits, GraphChoice {
  readonly filter?: Filter
  /** Functions that call each other in a ring: each a node with its own figures, or one node `<cycle N>` for all. */
  readonly cycles?: 'apart' | 'collapsed'
}

/**
 * The call graph of a recording: from the stacks that the filter keeps, every figure counted once a sample, or from the
 * weighted call graph where there are no stacks (the filter can then only choose the value type). Nodes stand by falling
 * total, edges by their callers and callees. O(stacks + funcs log funcs).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such value type, UsageError if no
 * function matches a root or leaf.
 */
export function queryCallGraph(recording: Recording, question: CallGraphQuestion = {}): CallGraphAnswer {
  const { graph, ...source } = sourceOf(recording, question)
  if (!isChoosing(question)) return answerOf({ ...source, graph }, question)
  const pruned = pruneOnly(graph, source, question)
  const kept = keepNamed(graph, source, { kept: pruned.nodes, choice: question })
  // What is left is joined first: how many ways lead through a node is counted among those that can be chosen.
  const large = source.rebuild?.(graph, kept) ?? { graph }
  const isCandidate = large.graph === graph ? kept : new Uint8Array(large.graph.nodes.length).fill(1)
  const nameOf = nodeNames(large.graph, source)
  const isChosen = chosenNodes(large.graph, question, { isCandidate, nameOf })
  const rebuilt = source.rebuild?.(large.graph, isChosen) ?? null
  if (rebuilt === null) return answerOf({ ...source, ...joined(large, isChosen) }, question, isChosen)
  return answerOf({ ...source, ...rebuilt }, question)
}

/** Graphs of which no stacks say how chosen nodes hang together. */
function joined({ graph, sides, signed }: Graphs, isChosen: Uint8Array): Graphs {
  const ways = findHiddenWays(graph, isChosen)
  const all = withHiddenWays(graph, ways)
  if (signed !== undefined) return { graph: all, signed: withHiddenWays(signed, ways) }
  if (sides === undefined) return { graph: all }
  return {
    graph: all,
    sides: { own: withHiddenWays(sides.own, ways), base: withHiddenWays(sides.base, ways) },
  }
}

/** Names by node; that of a cycle is empty. */
function nodeNames(graph: CallGraph, { names }: Pick<GraphSource, 'names'>): (node: number) => string {
  return node => {
    const func = graph.nodes.func[node]!
    return func === -1 ? '' : names.describe(func, node).name
  }
}

interface CallGraphSource extends GraphSource {
  /** The graph of some of its nodes, with edges that lead over the others; null where it cannot be known. */
  readonly rebuild: ((graph: CallGraph, isKept: Uint8Array) => Graphs | null) | null
}

function sourceOf(recording: Recording, question: CallGraphQuestion): CallGraphSource {
  const { shared, stacks, calls } = recording
  const isCollapsed = question.cycles === 'collapsed'
  if (stacks === null) {
    if (calls === null) throw new TypeError('The recording has neither stacks nor a call graph')
    const index = question.filter?.valueType ?? 0
    const graphOf = (part: CallsPart, column: number) => {
      const graph = graphOfCalls(part, column)
      return isCollapsed ? collapseCycles(graph) : graph
    }
    const base = baseColumn(calls.valueTypes, index)
    const own = graphOf(calls, index)
    const graphs =
      base === null
        ? { graph: own }
        : withSides(own, scaledGraph(graphOf(baseCalls(calls), base.index), base.scale))
    return {
      ...graphs,
      valueType: calls.valueTypes[index]!,
      names: namesOf(shared),
      samples: null,
      rebuild: null,
    }
  }
  const { valueType: index, weights, whole } = stackWeights(recording, question.filter ?? {})
  const valueType = stacks.valueTypes[index]!
  const options = { whole, isCollapsed }
  const base = baseColumn(stacks.valueTypes, index)
  const graphsOf = stackGraphs(recording, question.filter ?? {}, { weights, options, base })
  const counts = valueType.unit === 'count' ? weights : countsOf(recording, question.filter ?? {})
  return {
    ...graphsOf(undefined),
    valueType,
    names: namesOf(shared),
    samples: counts === null ? null : samplesByFunc(shared, counts),
    rebuild: (graph, isKept) => {
      if (isCollapsed && graph.cycles > 0) return null
      const funcs = new Uint8Array(shared.funcs.length)
      for (let node = 0; node < isKept.length; node++)
        if (isKept[node] === 1) funcs[graph.nodes.func[node]!] = 1
      return graphsOf(funcs)
    },
  }
}

type Graphs = Pick<GraphSource, 'graph' | 'sides' | 'signed'>

/** The graph of stacks, or of both sides of a difference, of all funcs or of some. */
function stackGraphs(
  recording: Recording,
  filter: Filter,
  how: {
    weights: Float64Array
    options: { whole: number; isCollapsed: boolean }
    base: BaseColumn | null
  },
): (isKept: Uint8Array | undefined) => Graphs {
  const { shared } = recording
  const { weights, options, base } = how
  const keep = (isKept: Uint8Array | undefined) => (isKept === undefined ? {} : { isKept })
  if (base === null && weights.some(weight => weight < 0)) {
    // What grew and what shrank leave little of their callers, which are drawn all the same.
    const support = weights.map(Math.abs)
    return isKept => ({
      graph: graphOfStacks(shared, support, { ...options, ...keep(isKept), support }),
      signed: graphOfStacks(shared, weights, { ...options, ...keep(isKept), support }),
    })
  }
  if (base === null) {
    const sampled = options.whole === 0 ? { support: sampleCounts(recording, filter) } : {}
    return isKept => ({ graph: graphOfStacks(shared, weights, { ...options, ...keep(isKept), ...sampled }) })
  }
  const under = stackWeights(recording, { ...filter, valueType: base.index })
  const baseWeights = under.weights.map(weight => base.scale * weight)
  const support = weights.map((weight, stack) => Math.abs(weight) + Math.abs(baseWeights[stack]!))
  const whole = base.scale * under.whole
  return isKept => {
    const own = graphOfStacks(shared, weights, { ...options, ...keep(isKept), support })
    return withSides(own, graphOfStacks(shared, baseWeights, { ...options, whole, ...keep(isKept), support }))
  }
}

/** Samples by stack, whatever they weigh: where none weighs anything, what was sampled is drawn all the same. */
function sampleCounts(recording: Recording, filter: Filter): Float64Array {
  const counts = new Float64Array(recording.shared.stacks.length)
  const mask = sampleMask(recording, filter)
  for (const [sample, stack] of recording.stacks!.samples.stack.entries()) {
    if (stack !== -1 && mask?.[sample] !== 0) counts[stack]!++
  }
  return counts
}

/** The graph within its limits; of chosen nodes only where `isChosen` says so. */
function answerOf(
  source: GraphSource,
  question: CallGraphQuestion,
  isChosen: Uint8Array | null = null,
): CallGraphAnswer {
  const { graph } = source
  const limited = limitGraph(graph, source, question)
  const kept = isChosen === null ? limited : restrict(graph, limited, isChosen)
  const shown = { ...kept, edges: withoutRedundant(graph, kept.edges, nodeNames(graph, source)) }
  return answerGraph(source, shown, { isBySelf: question.isBySelf === true, order: 'total' })
}

function restrict({ edges }: CallGraph, kept: KeptGraph, isChosen: Uint8Array): KeptGraph {
  const nodes = kept.nodes.map((own, node) => own & isChosen[node]!)
  return {
    ...kept,
    nodes,
    pruned: nodes,
    edges: kept.edges.map((own, edge) => own & nodes[edges.caller[edge]!]! & nodes[edges.callee[edge]!]!),
  }
}

/** Samples by stack where a value type counts them. */
function countsOf(recording: Recording, filter: Filter): Float64Array | null {
  const index = recording.stacks!.valueTypes.findIndex(
    ({ name, unit }) => name === 'samples' && unit === 'count',
  )
  return index === -1 ? null : stackWeights(recording, { ...filter, valueType: index }).weights
}

function samplesByFunc({ stacks, frames, funcs }: Shared, weights: Float64Array): Float64Array {
  const counts = new Float64Array(funcs.length)
  for (let stack = 0; stack < weights.length; stack++) {
    if (weights[stack] !== 0) counts[frames.func[stacks.frame[stack]!]!]! += weights[stack]!
  }
  return counts
}

function namesOf(shared: Shared): GraphSource['names'] {
  const { strings, funcs, sources, libs } = shared
  return {
    describe: func => {
      const source = funcs.source[func]!
      const lib = funcs.lib[func]!
      const file = source === -1 ? null : strings[sources.path[source]!]!
      const line = funcs.line[func]!
      const place = file === null ? null : `${lastPart(file)}${line > 0 ? `:${line}` : ''}`
      const binary = lib === -1 ? null : lastPart(strings[libs.path[lib]!]!)
      return {
        id: String(func),
        name: strings[funcs.name[func]!]!,
        module: place ?? binary,
        process: null,
        file,
      }
    },
  }
}

function lastPart(path: string): string {
  return path.replace(/^.*[\\/](?=.)/, '')
}
