import { estimateGraph, type TotalChoice } from '../../analysis/call-graph/gprof2dot/estimate.ts'
import { profileOf } from '../../analysis/call-graph/gprof2dot/profile-of.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import type { CallGraphAnswer } from './answer.ts'
import { answerGraph, type GraphSource } from './answer.ts'
import { type GraphLimits, limitGraph } from './limits.ts'

/** What {@link queryGprof2dotGraph} is asked. */
export interface Gprof2dotQuestion extends GraphLimits {
  /** gprof2dot's `--total`; 'callratios' where absent. */
  readonly total?: TotalChoice
  /** Functions in the order in which the file has them, as `--list-functions` prints them; by their ids where absent. */
  readonly isAsFound?: boolean
}

/**
 * The call graph that gprof2dot draws of what was read: its functions, names and ids, its estimates of totals, its figures.
 * For comparison with it only: under recursion its shares are wrong. Nodes and edges stand in its order.
 * @throws what {@link profileOf} and {@link limitGraph} throw; LimitError where its estimate of a cycle would take minutes.
 */
export function queryGprof2dotGraph(
  recordings: readonly Recording[],
  question: Gprof2dotQuestion = {},
): CallGraphAnswer {
  const profile = profileOf(recordings)
  const { functions } = profile
  const graph = estimateGraph(profile, question.total ?? 'callratios')
  const found = Array.from(functions.keys())
  const order =
    question.isAsFound === true
      ? found
      : found.toSorted((a, b) => compareKeys(functions[a]!.key, functions[b]!.key))
  const isTimed = profile.measure === 'time'
  const source: GraphSource = {
    graph,
    valueType: isTimed ? SECONDS : SAMPLES,
    names: {
      rank: found,
      describe: (_, node) => ({ ...functions[node]!, id: String(functions[node]!.key) }),
    },
    samples: null,
  }
  const kept = limitGraph(graph, source, question)
  const isBySelf = question.isBySelf === true
  const answer = answerGraph(source, kept, { isBySelf, order, hasValues: isTimed, mostWeight: Infinity })
  return isTimed ? answer : { ...answer, nodes: { ...answer.nodes, samples: answer.nodes.self } }
}

const SECONDS: ValueType = { name: 'time', unit: 'seconds', kind: 'sum', precision: 'estimated' }
const SAMPLES: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'estimated' }

/** Numbers by size, texts by their characters, as Python sorts them. */
function compareKeys(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return compareTexts(String(a), String(b))
}

/** By code points: UTF-16 puts those above 0xffff before some below. */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    if (a.charCodeAt(at) === b.charCodeAt(at)) continue
    return (a.codePointAt(at) ?? 0) - (b.codePointAt(at) ?? 0)
  }
  return a.length - b.length
}
