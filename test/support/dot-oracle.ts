import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Recording } from '../../src/model/recording.ts'
import { CORPUS, type CorpusFile, corpusFiles } from './corpus.ts'
import { tally } from './tally.ts'

/** A function as gprof2dot draws it. Shares are of 100; null where the picture does not say. */
export interface DotNode {
  readonly id: string
  /** The lines above the figures: process, module, function, as far as there are. */
  readonly label: string
  readonly total: number | null
  readonly self: number | null
  readonly calls: number | null
}

/** A call as gprof2dot draws it. */
export interface DotEdge {
  readonly caller: DotNode
  readonly callee: DotNode
  readonly total: number | null
  readonly calls: number | null
}

/** A picture of gprof2dot. It leaves out functions below 0.5 % and edges below 0.1 % of the whole. */
export interface DotGraph {
  readonly nodes: ReadonlyMap<string, DotNode>
  readonly edges: readonly DotEdge[]
}

const ID = String.raw`("(?:[^"\\]|\\.)*"|[^\s"[]+)`
const LINE = new RegExp(String.raw`^\t${ID}(?: -> ${ID})? \[.*\blabel="((?:[^"\\]|\\.)*)"`)

/** Reads the text that gprof2dot writes (not pictures of a comparison, which have two figures a line). */
export function parseDot(text: string): DotGraph {
  const nodes = new Map<string, DotNode>()
  const rows: { caller: string; callee: string; total: number | null; calls: number | null }[] = []
  for (const line of text.split('\n')) {
    const found = LINE.exec(line)
    if (found === null) continue
    const [from, to] = [unquote(found[1]!), found[2] === undefined ? null : unquote(found[2])]
    const { label, total, self, calls } = parseLabel(unescaped(found[3]!))
    if (to === null) nodes.set(from, { id: from, label, total, self, calls })
    else rows.push({ caller: from, callee: to, total, calls })
  }
  const edges = rows.flatMap(row => {
    const [caller, callee] = [nodes.get(row.caller), nodes.get(row.callee)]
    return caller === undefined || callee === undefined ? [] : [{ ...row, caller, callee }]
  })
  return { nodes, edges }
}

/** A node or an edge with all that is said of it. */
export interface DotItem {
  readonly caller: string
  /** Null for a node. */
  readonly callee: string | null
  readonly attributes: Readonly<Record<string, string>>
}

const ATTRIBUTE = /([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^\s",\]]+)(?:, |\])/gy

/** Every node and edge of a picture with its attributes (colours, sizes, label). @throws Error at a line that it cannot read. */
export function parseDotItems(text: string): DotItem[] {
  const items: DotItem[] = []
  // The first five lines are of the graph; a function may be called "node" further down.
  for (const line of text.split('\n').slice(5)) {
    if (line === '' || line === '}') continue
    const head = new RegExp(String.raw`^\t${ID}(?: -> ${ID})? \[`).exec(line)
    if (head === null || !line.endsWith('];')) throw new Error(`no line of DOT: ${line}`)
    const attributes: Record<string, string> = {}
    ATTRIBUTE.lastIndex = head[0].length
    for (let found = ATTRIBUTE.exec(line); found !== null; found = ATTRIBUTE.exec(line)) {
      attributes[found[1]!] = unquote(found[2]!)
    }
    items.push({
      caller: unquote(head[1]!),
      callee: head[2] === undefined ? null : unquote(head[2]),
      attributes,
    })
  }
  return items
}

/** What a picture shows, whatever its nodes are called inside: a line a node and one an edge, in order. */
export function pictureLines(items: readonly DotItem[]): string[] {
  const textOf = ({ attributes }: DotItem) => JSON.stringify(Object.entries(attributes).sort())
  const nodes = new Map(items.filter(item => item.callee === null).map(item => [item.caller, textOf(item)]))
  return items
    .map(item =>
      item.callee === null
        ? textOf(item)
        : `${nodes.get(item.caller)} -> ${nodes.get(item.callee)} ${textOf(item)}`,
    )
    .sort()
}

function unquote(id: string): string {
  return id.startsWith('"') ? unescaped(id.slice(1, -1)) : id
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))
}

function parseLabel(text: string): Omit<DotNode, 'id'> {
  const lines = text.split('\n')
  const take = (pattern: RegExp): number | null => {
    const found = pattern.exec(lines.at(-1) ?? '')
    if (found === null) return null
    lines.pop()
    return Number(found[1])
  }
  const calls = take(/^(\d+) ?×$/)
  const self = take(/^\((-?[\d.]+)%\)$/)
  const total = take(/^(-?[\d.]+)%$/)
  return { label: lines.join('\n'), total, self, calls }
}

const ENDING = '.gprof2dot.dot'

/** The files of a corpus folder that gprof2dot drew, with the pictures. */
export function drawnFiles(folder: string): { file: CorpusFile; graph: DotGraph }[] {
  const path = join(CORPUS, folder)
  if (!existsSync(path)) return []
  const files = new Map(corpusFiles(folder).map(file => [file.name, file]))
  return readdirSync(path)
    .filter(name => name.endsWith(ENDING) && !name.includes('.compare.'))
    .flatMap(name => {
      const file = files.get(name.slice(0, -ENDING.length))
      return file === undefined ? [] : [{ file, graph: parseDot(readFileSync(join(path, name), 'utf8')) }]
    })
}

/** The figures of a recording that gprof2dot draws, by index of func. */
export interface Figures {
  readonly self: Float64Array
  readonly total: Float64Array
  readonly calls: Float64Array
  readonly edges: readonly FigureEdge[]
  /** Sum of self. */
  readonly whole: number
  /** 1 for funcs whose total gprof2dot estimates: in a cycle, or both called and a root; and those that reach one. */
  readonly isEstimated: Uint8Array
}

interface FigureEdge {
  readonly caller: number
  readonly callee: number
  total: number
  readonly calls: number
}

/** Adds a recording's call graph up, or its stacks: slow and plain on purpose, independent of src/analysis. */
export function figuresOf(recording: Recording, valueType?: number): Figures {
  const { calls } = recording
  const count = recording.shared.funcs.length
  const [self, total] = [new Float64Array(count), new Float64Array(count)]
  const counts = new Float64Array(count).fill(Number.NaN)
  const edges: FigureEdge[] = []
  const roots = new Set<number>()
  if (calls === null) addStacks(recording, { self, total, edges, roots, valueType })
  else {
    const { rows } = calls
    for (let row = 0; row < rows.length; row++) {
      self[rows.func[row]!] = calls.self[valueType ?? 0]![row]!
      total[rows.func[row]!] = calls.total[valueType ?? 0]![row]!
      counts[rows.func[row]!] = rows.calls[row]!
    }
    for (let i = 0; i < calls.edges.length; i++) {
      const [caller, callee] = [rows.func[calls.edges.caller[i]!]!, rows.func[calls.edges.callee[i]!]!]
      edges.push({
        caller,
        callee,
        total: calls.edgeTotal[valueType ?? 0]![i]!,
        calls: calls.edges.calls[i]!,
      })
    }
  }
  const whole = self.reduce((sum, value) => sum + value, 0)
  return { self, total, calls: counts, edges, whole, isEstimated: estimated(count, edges, roots) }
}

function addStacks(
  { shared, stacks }: Recording,
  to: {
    self: Float64Array
    total: Float64Array
    edges: FigureEdge[]
    roots: Set<number>
    valueType?: number | undefined
  },
): void {
  const edgeOf = new Map<string, FigureEdge>()
  const weights = stacks!.weights[to.valueType ?? stacks!.defaultValueType]!
  for (let i = 0; i < weights.length; i++) {
    const funcs: number[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      funcs.push(shared.frames.func[shared.stacks.frame[at]!]!)
    }
    if (funcs.length === 0) continue
    to.self[funcs[0]!]! += weights[i]!
    to.roots.add(funcs.at(-1)!)
    for (const func of new Set(funcs)) to.total[func]! += weights[i]!
    const seen = new Set<string>()
    for (let k = 1; k < funcs.length; k++) {
      const key = `${funcs[k]},${funcs[k - 1]}`
      if (seen.has(key)) continue
      seen.add(key)
      let edge = edgeOf.get(key)
      if (edge === undefined) {
        edge = { caller: funcs[k]!, callee: funcs[k - 1]!, total: 0, calls: Number.NaN }
        edgeOf.set(key, edge)
        to.edges.push(edge)
      }
      edge.total += weights[i]!
    }
  }
}

/** Marks what lies on a cycle or is a called root, and then everything that reaches it. */
function estimated(count: number, edges: readonly FigureEdge[], roots: ReadonlySet<number>): Uint8Array {
  const callees = Array.from({ length: count }, () => [] as number[])
  const callers = Array.from({ length: count }, () => [] as number[])
  const pending = new Int32Array(count)
  for (const { caller, callee } of edges) {
    callees[caller]!.push(callee)
    callers[callee]!.push(caller)
    pending[caller]!++
  }
  // Funcs from which no cycle can be reached can be taken away one after the other, callees first.
  const free: number[] = []
  for (let func = 0; func < count; func++) if (pending[func] === 0) free.push(func)
  const marks = new Uint8Array(count).fill(1)
  for (let func = free.pop(); func !== undefined; func = free.pop()) {
    marks[func] = 0
    for (const caller of callers[func]!) if (--pending[caller]! === 0) free.push(caller)
  }
  const spread: number[] = []
  for (const func of roots) if (callers[func]!.length > 0) spread.push(func)
  for (let func = spread.pop(); func !== undefined; func = spread.pop()) {
    marks[func] = 1
    for (const caller of callers[func]!) if (marks[caller] === 0) spread.push(caller)
  }
  return marks
}

/** How a recording is held against a picture. */
export interface DotComparison {
  /** The lines above a node's figures, for a func. */
  readonly labelOf: (recording: Recording, func: number) => string
  /** How far shares of self, and of total and edges, may be off, in hundredths of the whole; the picture is rounded to
   *  0.01. Infinity: not compared. */
  readonly selfTolerance?: number
  readonly totalTolerance?: number
  /** As `totalTolerance` for the shares of edges; the same where not given. */
  readonly edgeTolerance?: number
  /** Whether edges are compared; true where not given. */
  readonly withEdges?: boolean
  /** Funcs whose total gprof2dot estimates are compared too (where the file's tool estimates the same way). */
  readonly withEstimated?: boolean
  /** Whether numbers of calls are compared (pictures made of samples say 0). */
  readonly withCalls: boolean
  readonly valueType?: number
  /** What shares are of; the sum of self where not given. */
  readonly whole?: number
  /** Calls of a func or an edge, where gprof2dot counts them otherwise. */
  readonly callsOf?: {
    readonly func: (func: number) => number
    readonly edge: (caller: number, callee: number) => number
  }
  /** Format to count the comparison for. */
  readonly format: string
}

/** Holds a recording against gprof2dot's picture: every node and every edge of it must be there with its figures.
 *  Returns how many nodes, edges and shares of totals were compared. */
export function expectLikeDot(
  recording: Recording,
  graph: DotGraph,
  comparison: DotComparison,
): { nodes: number; edges: number; totals: number } {
  const { selfTolerance = 0.006, totalTolerance = 0.006, withEstimated = false, withCalls } = comparison
  const { edgeTolerance = totalTolerance } = comparison
  const figures = figuresOf(recording, comparison.valueType)
  const whole = comparison.whole ?? figures.whole
  const share = (value: number) => (whole === 0 ? 0 : (100 * value) / whole)
  const near = (found: number, wanted: number | null, tolerance: number) =>
    wanted === null || whole === 0 || Math.abs(share(found) - wanted) <= tolerance + 1e-9
  const callsFit = (found: number, wanted: number | null) =>
    !withCalls || wanted === null || found === wanted || (wanted === 0 && Number.isNaN(found))
  const byLabel = new Map<string, number[]>()
  const labels = Array.from(recording.shared.funcs.name, (_, func) => comparison.labelOf(recording, func))
  for (const [func, label] of labels.entries()) byLabel.set(label, [...(byLabel.get(label) ?? []), func])
  let totals = 0
  for (const node of graph.nodes.values()) {
    const candidates = byLabel.get(node.label) ?? []
    const isCompared = (func: number) => withEstimated || figures.isEstimated[func] === 0
    const fitting = candidates.filter(
      func =>
        near(figures.self[func]!, node.self, selfTolerance) &&
        (!isCompared(func) || near(figures.total[func]!, node.total, totalTolerance)) &&
        callsFit(comparison.callsOf?.func(func) ?? figures.calls[func]!, node.calls),
    )
    const seen = candidates.map(func => ({
      self: share(figures.self[func]!),
      total: share(figures.total[func]!),
      calls: comparison.callsOf?.func(func) ?? figures.calls[func],
    }))
    expect(fitting.length, `${JSON.stringify(node)}: ${JSON.stringify(seen)}`).toBeGreaterThan(0)
    if (Number.isFinite(totalTolerance) && fitting.some(isCompared)) totals++
  }
  const byPair = new Map<string, FigureEdge[]>()
  for (const edge of figures.edges) {
    const key = `${labels[edge.caller]} -> ${labels[edge.callee]}`
    byPair.set(key, [...(byPair.get(key) ?? []), edge])
  }
  for (const { caller, callee, total, calls } of comparison.withEdges === false ? [] : graph.edges) {
    const key = `${caller.label} -> ${callee.label}`
    const candidates = byPair.get(key) ?? []
    const fitting = candidates.filter(
      edge =>
        ((!withEstimated && figures.isEstimated[edge.callee] === 1) ||
          Number.isNaN(edge.total) ||
          near(edge.total, total, edgeTolerance)) &&
        callsFit(comparison.callsOf?.edge(edge.caller, edge.callee) ?? edge.calls, calls),
    )
    const seen = candidates.map(edge => ({ total: share(edge.total), calls: edge.calls }))
    expect(fitting.length, `${key} ${total} ${calls}×: ${JSON.stringify(seen)}`).toBeGreaterThan(0)
  }
  tally(comparison.format, 'oracle')
  return { nodes: graph.nodes.size, edges: graph.edges.length, totals }
}

/** The last part of a path, as gprof2dot labels modules. */
export function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, '')
}
