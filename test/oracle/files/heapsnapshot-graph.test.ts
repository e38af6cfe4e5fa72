import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeHeapSnapshot } from 'node:v8'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heapDominators } from '../../../src/analysis/heap/dominators.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { HeapObjectKind } from '../../../src/model/heap-tables.ts'
import { assertIntegrity } from '../../../src/model/integrity.ts'
import type { HeapPart, Recording } from '../../../src/model/recording.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

/** A snapshot as a parser of JSON sees it. */
interface Raw {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: string[]
      readonly node_types: [string[]]
      readonly edge_types: [string[]]
      readonly trace_function_info_fields: string[]
    }
    readonly node_count: number
  }
  readonly nodes: number[]
  readonly edges: number[]
  readonly strings: string[]
  readonly trace_function_infos: number[]
  readonly trace_tree: unknown[]
}

class Cell {
  readonly next: Cell | null
  readonly text: string
  constructor(next: Cell | null, i: number) {
    this.next = next
    this.text = `cell ${i} of ${Math.random()}`
  }
}

let folder = ''
let cells: Cell | null = null
const byCell = new WeakMap<object, { readonly note: string }>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrometer-test-'))
  for (let i = 0; i < 1000; i++) cells = new Cell(cells, i)
  byCell.set(cells!, { note: 'of the first' })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What each node keeps alive by its edges, as text, out of the lists themselves. */
function edgesOf(raw: Raw): Map<number, string[]> {
  const { node_fields: fields, edge_types: edgeTypes } = raw.snapshot.meta
  const width = fields.length
  const found = new Map<number, string[]>()
  let edge = 0
  for (let node = 0; node < raw.nodes.length; node += width) {
    const list: string[] = []
    for (let k = 0; k < raw.nodes[node + fields.indexOf('edge_count')]!; k++, edge += 3) {
      const type = edgeTypes[0][raw.edges[edge]!]!
      const id = raw.nodes[raw.edges[edge + 2]! + fields.indexOf('id')]!
      const own = raw.nodes[node + fields.indexOf('id')]!
      const isOfTable =
        raw.strings[raw.edges[edge + 1]!]?.endsWith(`pair in WeakMap (table @${own})`) === true
      if (type === 'weak' || (type === 'shortcut' && node > 0) || (type === 'internal' && isOfTable)) continue
      list.push(`${id}`)
    }
    found.set(raw.nodes[node + fields.indexOf('id')]!, list)
  }
  return found
}

function expectSameGraph({ heap }: Recording, raw: Raw): void {
  const { objects, references } = heap!
  const wanted = edgesOf(raw)
  expect(objects.length).toBe(raw.snapshot.node_count)
  const problems: string[] = []
  for (let i = 0; i < objects.length; i++) {
    const end = i + 1 < objects.length ? objects.firstReference[i + 1]! : references.length
    const list = Array.from(
      references.to.subarray(objects.firstReference[i]!, end),
      to => `${objects.address[to]!}`,
    )
    if (list.join() !== wanted.get(objects.address[i]!)!.join()) problems.push(`node ${objects.address[i]}`)
  }
  expect(problems).toEqual([])
}

/** The functions of each call path by its number, the innermost first, out of the tree itself. */
function tracesOf({
  snapshot,
  strings,
  trace_function_infos: infos,
  trace_tree: tree,
}: Raw): Map<number, string> {
  const width = snapshot.meta.trace_function_info_fields.length
  const found = new Map<number, string>()
  const walk = (list: readonly unknown[], below: readonly string[], isTop: boolean) => {
    for (let at = 0; at < list.length; at += 5) {
      const name = strings[infos[Number(list[at + 1]) * width + 1]!]! || '(anonymous)'
      const path = isTop ? [] : [name, ...below]
      found.set(Number(list[at]), path.join(' < '))
      walk(list[at + 4] as unknown[], path, false)
    }
  }
  walk(tree, [], true)
  return found
}

/** Objects that some root leads to. */
function reachable(heap: HeapPart): Uint8Array {
  const { objects, references, roots } = heap
  const seen = new Uint8Array(objects.length)
  const open = [...roots.object]
  for (const root of open) seen[root] = 1
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const end = at + 1 < objects.length ? objects.firstReference[at + 1]! : references.length
    for (let i = objects.firstReference[at]!; i < end; i++) {
      const to = references.to[i]!
      if (seen[to] === 1) continue
      seen[to] = 1
      open.push(to)
    }
  }
  return seen
}

describe('a snapshot that this Node.js writes', () => {
  it('has the objects and references that a parser of JSON finds, all reachable from its roots', async () => {
    const path = join(folder, 'node.heapsnapshot')
    writeHeapSnapshot(path)
    const bytes = readFileSync(path)
    const [recording] = await readAny(new Uint8Array(bytes), 'node.heapsnapshot')
    assertIntegrity(recording!)
    const heap = recording!.heap!
    const raw = JSON.parse(bytes.toString('utf8')) as Raw
    expectSameGraph(recording!, raw)
    const { strings } = recording!.shared
    const names = Array.from(heap.types.name, name => strings[name]!)
    const ofType = (name: string) =>
      Array.from(heap.objects.type.keys()).filter(i => names[heap.objects.type[i]!] === name)
    expect(ofType('Cell').length).toBe(1000)
    const cell = ofType('Cell')[0]!
    const labels = Array.from(
      heap.references.label.subarray(
        heap.objects.firstReference[cell],
        heap.objects.firstReference[cell + 1],
      ),
      label => strings[label],
    )
    expect(labels).toEqual(expect.arrayContaining(['.next', '.text', '<map>']))
    const seen = reachable(heap)
    const lost = seen.reduce((sum, is, i) => sum + (is === 1 ? 0 : heap.objects.size[i]!), 0)
    const all = heap.objects.size.reduce((sum, size) => sum + size, 0)
    expect(lost / all).toBeLessThan(0.01)
    const { retained, dominator } = heapDominators(recording!, 0)
    const tops = retained.reduce((sum, bytes, i) => sum + (dominator[i] === -1 ? bytes : 0), 0)
    expect(tops).toBe(all)
    const { node_fields: fields } = raw.snapshot.meta
    const [width, place] = [fields.length, fields.indexOf('self_size')]
    expect(all).toBe(raw.nodes.reduce((sum, value, i) => sum + (i % width === place ? value : 0), 0))
    const reasons = Array.from(heap.roots.reason, reason => strings[reason])
    expect(reasons).toEqual(expect.arrayContaining(['(GC roots)', 'root of the snapshot']))
    expect(Array.from(heap.roots.object, i => heap.objects.kind[i])).toContain(HeapObjectKind.marker)
    tally('heapsnapshot', 'oracle')
  })
})

/** A program that writes what its inspector says of objects and who allocated them to the file of its last argument. */
const TRACED = `
import { Session } from 'node:inspector'
import { writeFileSync } from 'node:fs'
class Traced { at = Math.random() }
const session = new Session()
session.connect()
const post = (method, params) => new Promise(resolve => session.post(method, params, resolve))
let text = ''
session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => { text += params.chunk })
await post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true })
const kept = []
function allocateTraced() { for (let i = 0; i < 50000; i++) kept.push(new Traced()) }
allocateTraced()
await post('HeapProfiler.stopTrackingHeapObjects', { reportProgress: false })
writeFileSync(process.argv.at(-1), text)
`

describe('a snapshot that recorded who allocated', () => {
  it('knows where its objects were allocated', async () => {
    const path = join(folder, 'node.heaptimeline')
    execFileSync(process.execPath, ['--input-type=module', '-e', TRACED, path])
    const text = readFileSync(path, 'utf8')
    const recordings = await readAny(new TextEncoder().encode(text), 'node.heaptimeline')
    expect(recordings.length).toBe(2)
    assertIntegrity(recordings[0]!)
    const { shared, heap } = recordings[0]!
    const raw = JSON.parse(text) as Raw
    const wanted = tracesOf(raw)
    const name = (func: number) => shared.strings[shared.funcs.name[func]!]!
    const width = raw.snapshot.meta.node_fields.length
    const trace = raw.snapshot.meta.node_fields.indexOf('trace_node_id')
    const problems: string[] = []
    let traced = 0
    for (let i = 0; i < heap!.objects.length; i++) {
      const path: string[] = []
      for (let at = heap!.objects.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
        path.push(name(shared.frames.func[shared.stacks.frame[at]!]!))
      }
      if (path.join(' < ') !== (wanted.get(raw.nodes[i * width + trace]!) ?? '')) problems.push(`node ${i}`)
      if (path.length > 0) traced++
    }
    expect(problems).toEqual([])
    expect(traced).toBeGreaterThan(100)
    tally('heapsnapshot', 'oracle')
  })
})

describe.skipIf(!hasCorpus)('snapshots of the corpus', () => {
  it.each(
    corpusFiles('heapsnapshot')
      .filter(({ name }) => !name.includes('tiny'))
      .map(file => [file.path, file] as const),
  )('%s has the references that a parser of JSON finds', async (_, file) => {
    const bytes = file.bytes()
    const text = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes
    const [recording] = await readAny(bytes, file.name)
    expectSameGraph(recording!, JSON.parse(Buffer.from(text).toString('utf8')) as Raw)
    tally('heapsnapshot', 'oracle')
  })
})
