import { execFileSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readHeapDump } from '../../src/formats/heap-dump/read.ts'
import type { Recording } from '../../src/model/recording.ts'
import { queryHeapCycles } from '../../src/query/heap/cycles.ts'
import { queryHeapPaths } from '../../src/query/heap/paths.ts'
import { livePythons } from '../support/live-pythons.ts'

const PACKAGE = resolve(import.meta.dirname, '../../python')
const ZOO = resolve(import.meta.dirname, 'programs/heap-zoo.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-heap-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pythons = [...livePythons().values()].filter(({ version }) => {
  const [major, minor] = version.split('.').map(Number)
  return major === 3 && minor! >= 8
})

interface Told {
  readonly count: number
  readonly frozen: number
  readonly markers: Readonly<Record<string, number>>
  readonly calls: readonly string[]
  readonly isInline: boolean
  readonly objects?: readonly (readonly [id: number, size: number, held: readonly number[]])[]
  readonly kinds?: Readonly<Record<string, number>>
}

/** Runs the zoo: what it says of itself, and its heap as a recording. */
async function visit(python: string, what: 'markers' | 'all'): Promise<{ told: Told; recording: Recording }> {
  const path = join(folder, `${what}-${python.replaceAll('/', '_')}.heapdump`)
  const output = execFileSync(python, [ZOO, path, what], {
    env: { ...process.env, PYTHONPATH: PACKAGE, PYTHONDONTWRITEBYTECODE: '1' },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return { told: JSON.parse(output) as Told, recording: await readFile(path) }
}

async function readFile(path: string): Promise<Recording> {
  const input = {
    name: 'zoo.heapdump',
    size: null,
    chunks: () => createReadStream(path),
    bytes: () => Promise.reject(new Error('not asked for')),
  }
  const [recording] = await readHeapDump(input)
  return recording!
}

/** By the label of what leads to each object: "list [3]", "Keeper .plain". */
function labelsTo({ shared, heap }: Recording): Map<number, string[]> {
  const { objects, references, types } = heap!
  const found = new Map<number, string[]>()
  const text = (index: number) => (index === -1 ? '?' : shared.strings[index]!)
  for (let i = 0; i < objects.length; i++) {
    const end = i + 1 < objects.length ? objects.firstReference[i + 1]! : references.length
    for (let r = objects.firstReference[i]!; r < end; r++) {
      const address = objects.address[references.to[r]!]!
      const label = `${text(types.name[objects.type[i]!]!)} ${text(references.label[r]!)}`
      const known = found.get(address)
      if (known === undefined) found.set(address, [label])
      else known.push(label)
    }
  }
  return found
}

function objectAt({ heap }: Recording, address: number): number {
  return heap!.objects.address.indexOf(address)
}

/** What holds each marker; [with attributes in the object itself, with a dictionary], where that differs. */
const HOLDERS: Readonly<Record<string, string | readonly [string, string]>> = {
  list: 'list [3]',
  tuple: 'tuple [1]',
  dict: "dict ['a\\'b']",
  'dict int': 'dict [7]',
  'dict tuple': 'dict [<tuple>]',
  set: 'set ?',
  frozenset: 'frozenset ?',
  deque: 'deque [1]',
  plain: ['Keeper .plain', 'dict .plain'],
  shadowed: ['Shadowed .shadow', 'dict .shadow'],
  slot: 'Slotted .second',
  'inherited slot': 'Both .first',
  'list subclass': 'Words [1]',
  'dict subclass': "Table ['k']",
  'named tuple': 'Point .y',
  ordered: "OrderedDict ['o']",
  defaultdict: "defaultdict ['d']",
  factory: 'cell .cell_contents',
  cell: 'cell .cell_contents',
  self: ['Keeper .plain', 'dict .plain'],
  partial: 'tuple [0]',
  'partial named': "dict ['sep']",
  generator: ['generator .value', 'frame .value'],
  coroutine: ['coroutine .value', 'frame .value'],
  'class attribute': 'dict .held',
  'module attribute': "dict ['module']",
  default: 'tuple [0]',
  kwdefault: "dict ['named']",
}

describe.skipIf(pythons.length === 0)('pyrometer.heap()', () => {
  for (const { version, path } of pythons) {
    it.concurrent(`has what the collector has, with its sizes and references: ${version}`, async () => {
      const { told, recording } = await visit(path, 'all')
      expect(told.calls).toEqual([])
      const { objects, references } = recording.heap!
      const byAddress = new Map<number, number>()
      let tracked = 0
      for (let i = 0; i < objects.length; i++) {
        byAddress.set(objects.address[i]!, i)
        if (objects.kind[i] === 1) tracked++
      }
      expect(byAddress.size).toBe(objects.length)
      let missing = 0
      let sum = 0
      let expectedSum = 0
      const wrong: string[] = []
      for (const [id, size, held] of told.objects!) {
        const object = byAddress.get(id)
        if (object === undefined) {
          missing++
          continue
        }
        if (size >= 0) {
          sum += objects.size[object]!
          expectedSum += size
          if (objects.size[object] !== size) wrong.push(`size ${nameOf(recording, object)}`)
        }
        const end = objects.firstReference[object + 1] ?? references.length
        const found: number[] = []
        for (let r = objects.firstReference[object]!; r < end; r++)
          found.push(objects.address[references.to[r]!]!)
        const rest = [...found]
        for (const target of held) {
          const at = rest.indexOf(target)
          if (at !== -1) rest.splice(at, 1)
          else if (byAddress.has(target) && target !== typeAddress(recording, object)) {
            wrong.push(`${nameOf(recording, object)} -> ${nameOf(recording, byAddress.get(target)!)}`)
          }
        }
      }
      expect(wrong.slice(0, 10)).toEqual([])
      expect(sum).toBe(expectedSum)
      // The recorder's own functions and classes are left out; the check makes some objects between its two looks.
      expect(missing).toBeLessThan(600)
      expect(Math.abs(told.count - missing - tracked)).toBeLessThan(60)
    })

    it.concurrent(`says by what each object is held: ${version}`, async () => {
      const { told, recording } = await visit(path, 'markers')
      const labels = labelsTo(recording)
      for (const [name, holder] of Object.entries(HOLDERS)) {
        const expected = typeof holder === 'string' ? holder : holder[told.isInline ? 0 : 1]
        expect(labels.get(told.markers[name]!), name).toContain(expected)
      }
      expect(labels.get(told.markers.shared!)!.filter(label => label === 'list [999]')).toHaveLength(1)
      expect(labels.get(told.markers.shared!)!.length).toBeGreaterThanOrEqual(1000)
      const look = { recording, snapshot: 0 }
      const reasons = (name: string) =>
        queryHeapPaths(look, objectAt(recording, told.markers[name]!)).paths.map(({ reason, steps }) =>
          steps.length === 1 ? reason : `${reason} … ${steps.at(-2)!.by}`,
        )
      expect(reasons('local')).toContain('local local of snapshot() in thread MainThread')
      expect(reasons('thread')).toContain('local in_a_thread of in_thread() in thread Worker')
      expect(reasons('thread-local')).not.toEqual([])
      expect(reasons('module attribute')[0]).toContain('module __main__')
      expect(reasons('garbage')).toEqual([])
      expect(
        queryHeapCycles(look)
          .shapes.map(({ shape }) => shape)
          .join(),
      ).toContain('Keeper')
      const besideSlots = labels.get(told.markers['beside slots']!)!
      expect(['Both .extra', 'dict .extra']).toContain(besideSlots.at(-1))
    })
  }

  it('takes nests of 100,000, a million references to one object, and objects that hold themselves', async () => {
    const path = join(folder, 'deep.heapdump')
    const code = `import gc, pyrometer, sys
class Node:
    __slots__ = ("next",)
    def __init__(self, next):
        self.next = next
class One: pass
nest, row, chain = (), [], None
for _ in range(100000):
    nest, row, chain = (nest,), [row], Node(chain)
one = One()
many = [one] * 1000000
me = {}
me["me"] = me
pyrometer.heap(sys.argv[1])`
    execFileSync(pythons.at(-1)!.path, ['-c', code, path], { env: { ...process.env, PYTHONPATH: PACKAGE } })
    const recording = await readFile(path)
    const { heap, shared } = recording
    const { objects, references, types } = heap!
    const find = (name: string) => objects.type.findIndex(type => shared.strings[types.name[type]!] === name)
    const one = find('One')
    expect(references.to.reduce((sum, to) => sum + (to === one ? 1 : 0), 0)).toBe(1_000_001)
    const node = objects.type[find('Node')]
    expect(objects.type.filter(type => type === node).length).toBe(100_000)
    const { paths } = queryHeapPaths({ recording, snapshot: 0 }, one)
    expect(paths[0]!.reason).toBe('module __main__')
  })

  it('takes several looks into one file, in a copy of the process too', async () => {
    const path = join(folder, 'several.heapdump')
    const code = `import pyrometer, sys
class Kept: pass
kept = [Kept()]
for fork in (False, True, True):
    kept.append(Kept())
    pyrometer.heap(sys.argv[1], name="fork %s" % fork, fork=fork)
try:
    pyrometer.heap(sys.argv[1] + "/x")
except OSError as error:
    print("refused")`
    const env = { ...process.env, PYTHONPATH: PACKAGE }
    const output = execFileSync(pythons.at(-1)!.path, ['-c', code, path], { env, encoding: 'utf8' })
    expect(output).toBe('refused\n')
    const { heap, shared } = await readFile(path)
    const kept = shared.strings.indexOf('Kept')
    const counts = [0, 0, 0]
    const { objects, snapshots, types } = heap!
    for (let i = 0; i < objects.length; i++) {
      if (types.name[objects.type[i]!] !== kept) continue
      const snapshot = snapshots.firstObject.findLastIndex(first => first <= i)
      counts[snapshot]!++
    }
    expect(counts).toEqual([2, 3, 4])
    expect(Array.from(snapshots.name, name => shared.strings[name])).toEqual([
      'fork False',
      'fork True',
      'fork True',
    ])
  })
})

function nameOf({ shared, heap }: Recording, object: number): string {
  const { type, label } = heap!.objects
  const text = label[object] === -1 ? '' : ` ${shared.strings[label[object]!]!}`
  return `${shared.strings[heap!.types.name[type[object]!]!]!}${text}`
}

const typeAddresses = new WeakMap<Recording, Map<string, number>>()

/** Where the type of an object lies, by its name; some containers do not tell of theirs. */
function typeAddress(recording: Recording, object: number): number {
  let known = typeAddresses.get(recording)
  if (known === undefined) {
    known = new Map()
    const { objects, types } = recording.heap!
    for (let i = 0; i < objects.length; i++) {
      const kind = recording.shared.strings[types.name[objects.type[i]!]!]
      if (kind === 'type' && objects.label[i] !== -1) {
        known.set(recording.shared.strings[objects.label[i]!]!.split('.').at(-1)!, objects.address[i]!)
      }
    }
    typeAddresses.set(recording, known)
  }
  const { heap, shared } = recording
  return known.get(shared.strings[heap!.types.name[heap!.objects.type[object]!]!]!.split('.').at(-1)!) ?? -1
}
