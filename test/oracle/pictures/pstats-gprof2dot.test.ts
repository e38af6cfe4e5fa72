import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pstats } from '../../../src/formats/pstats/format.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { queryFunctions } from '../../../src/query/functions/functions.ts'
import { readWith } from '../../support/read-format.ts'

// The .dot files were drawn by gprof2dot itself from the same profiles: shares of self and total and numbers of calls of
// every function and edge that it did not prune.
const FOLDER = join(process.env.PYROMETER_CORPUS ?? '../shared/corpus', 'pstats')
const ENDING = '.gprof2dot.dot'
const FILES = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter(name => name.endsWith(ENDING) && !name.includes('.compare.'))
  : []

interface DotNode {
  readonly label: string
  readonly total: number
  readonly self: number
  readonly calls: number
}

function parseDot(text: string): { nodes: Map<string, DotNode>; edges: [string, string, number, number][] } {
  const nodes = new Map<string, DotNode>()
  const edges: [string, string, number, number][] = []
  for (const line of text.split('\n')) {
    const label = line
      .match(/label="((?:[^"\\]|\\.)*)"/)?.[1]
      ?.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))
      .split('\n')
    const edge = line.match(/^\t(\d+) -> (\d+) /)
    const node = line.match(/^\t(\d+) \[/)
    if (label === undefined) continue
    if (edge !== null) {
      edges.push([edge[1]!, edge[2]!, Number.parseFloat(label[0]!), Number.parseInt(label[1]!, 10)])
    } else if (node !== null) {
      const [name, total, self, calls] = label as [string, string, string, string | undefined]
      nodes.set(node[1]!, {
        label: name,
        total: Number.parseFloat(total),
        self: Number.parseFloat(self.slice(1)),
        calls: calls === undefined ? 0 : Number.parseInt(calls, 10),
      })
    }
  }
  return { nodes, edges }
}

/** A function as gprof2dot labels it. */
function labelOf({ shared }: Recording, func: number): string {
  const source = shared.funcs.source[func]!
  const path = source === -1 ? '~' : shared.strings[shared.sources.path[source]!]!
  const file = path.replace(/^.*\//, '')
  const module = /[^.]/.test(file.slice(0, -1)) ? file.replace(/(?<=[^.])\.[^.]*$/, '') : file
  return `${module}:${shared.funcs.line[func]}:${shared.strings[shared.funcs.name[func]!]}`
}

describe.skipIf(FILES.length === 0)('functions of pstats files (needs the corpus)', () => {
  it.each(FILES)('%s has the shares and calls that gprof2dot draws', async name => {
    const path = join(FOLDER, name.slice(0, -ENDING.length))
    const [recording] = await readWith(pstats, new Uint8Array(readFileSync(path)), path)
    const { nodes, edges } = parseDot(readFileSync(join(FOLDER, name), 'utf8'))
    const { rows } = queryFunctions(recording!)
    const { calls } = recording!
    // gprof2dot's shares of self are of the sum of self, those of total of that or the largest total.
    const selfWhole = calls!.self[0]!.reduce((sum, self) => sum + self, 0)
    const whole = Math.max(...calls!.total[0]!, selfWhole)
    const byLabel = new Map<string, number[]>()
    for (let i = 0; i < rows.length; i++) {
      const label = labelOf(recording!, rows.func[i]!)
      byLabel.set(label, [...(byLabel.get(label) ?? []), i])
    }
    let checked = 0
    for (const node of nodes.values()) {
      const candidates = byLabel.get(node.label) ?? []
      if (whole === 0) continue
      const fitting = candidates.filter(
        i =>
          rows.calls[i] === node.calls &&
          Math.abs((100 * rows.self[i]!) / selfWhole - node.self) < 0.011 &&
          Math.abs((100 * rows.total[i]!) / whole - node.total) < 0.011,
      )
      expect(fitting.length, `${node.label}: ${JSON.stringify(node)}`).toBeGreaterThan(0)
      checked++
    }
    if (whole > 0) expect(checked).toBeGreaterThan(2)
    const calledBy = edgeCalls(recording!)
    for (const [from, to, , count] of edges) {
      const key = `${nodes.get(from)!.label} -> ${nodes.get(to)!.label}`
      expect(calledBy.get(key), key).toContain(count)
    }
  })
})

/** Primitive calls (which is what gprof2dot draws) of all edges, by the labels of caller and callee. */
function edgeCalls(recording: Recording): Map<string, number[]> {
  const { edges, rows } = recording.calls!
  const labels = Array.from(rows.func, func => labelOf(recording, func))
  const found = new Map<string, number[]>()
  for (let edge = 0; edge < edges.length; edge++) {
    const key = `${labels[edges.caller[edge]!]} -> ${labels[edges.callee[edge]!]}`
    found.set(key, [...(found.get(key) ?? []), edges.primitiveCalls[edge]!])
  }
  return found
}
