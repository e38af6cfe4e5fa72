import { compileGlob } from '../../analysis/call-graph/glob.ts'
import type { CallGraphAnswer } from './answer.ts'

/** The names of a graph's functions that a pattern matches, as gprof2dot's `--list-functions` prints them: all of them with their
 *  ids for `+` and `*`, after `%` with all that is known of each. `shown` is done to each text out of the recording. */
export function listGraphFunctions(
  { nodes }: CallGraphAnswer,
  selector: string,
  shown = (text: string) => text,
): string {
  const all = Array.from(nodes.id.keys())
  if (selector === '+' || selector === '*') {
    return `${all.map(node => `${nodes.id[node]}:\t${shown(nodes.name[node]!)}`).join(',\n')}\n`
  }
  const isDump = selector.startsWith('%')
  const matches = compileGlob(isDump ? selector.slice(1) : selector)
  const found = all.filter(node => matches(nodes.name[node]!))
  if (!isDump) return `${found.map(node => shown(nodes.name[node]!)).join(',\n')}\n`
  return `${found.map(node => describe(nodes, node, shown)).join('\n')}\n`
}

function describe(nodes: CallGraphAnswer['nodes'], node: number, shown: (text: string) => string): string {
  const known: Record<string, string | number | null> = {
    id: nodes.id[node]!,
    name: nodes.name[node]!,
    module: nodes.module[node]!,
    process: nodes.process[node]!,
    filename: nodes.file[node]!,
    self: nodes.self[node]!,
    total: nodes.total[node]!,
    called: nodes.calls[node]!,
    cycle: nodes.cycle[node]!,
    weight: nodes.weight[node]!,
  }
  const lines = Object.entries(known).map(
    ([key, value]) => `\t${key}:=${value === null ? 'None' : shown(String(value))}`,
  )
  return `${shown(nodes.name[node]!)}::\n${lines.join(',\n')}`
}
