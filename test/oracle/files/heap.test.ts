import { Session } from 'node:inspector'
import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

/** What this process's own inspector answers. */
function inspect(
  work: (post: (method: string, params?: object) => Promise<unknown>, session: Session) => Promise<void>,
) {
  const session = new Session()
  session.connect()
  const post = (method: string, params: object = {}) =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error, result) => (error === null ? resolve(result) : reject(error)))
    })
  return work(post, session).finally(() => session.disconnect())
}

function totals({ stacks }: Recording): number[] {
  return stacks!.weights.map(column => column.reduce((sum, value) => sum + value, 0))
}

/** Values by the name of the one frame of each row. */
function byName({ shared, stacks }: Recording, k: number): Map<string, number> {
  const found = new Map<string, number>()
  for (let i = 0; i < stacks!.samples.length; i++) {
    const frame = shared.stacks.frame[stacks!.samples.stack[i]!]!
    const name = shared.strings[shared.funcs.name[shared.frames.func[frame]!]!]!
    found.set(name, (found.get(name) ?? 0) + stacks!.weights[k]![i]!)
  }
  return found
}

class Kept {
  readonly text = `kept ${Math.random()}`
}

describe('the heap of this Node.js', () => {
  it('has as many objects of each constructor as its snapshot lists', async () => {
    const kept = Array.from({ length: 1234 }, () => new Kept())
    let text = ''
    await inspect(async (post, session) => {
      session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => {
        text += params.chunk
      })
      await post('HeapProfiler.enable')
      await post('HeapProfiler.takeHeapSnapshot')
    })
    const [recording] = await readAny(new TextEncoder().encode(text), 'node.heapsnapshot')
    const { snapshot, nodes, strings } = JSON.parse(text)
    const size = snapshot.meta.node_fields.length
    const types: string[] = snapshot.meta.node_types[0]
    const counts = new Map<string, number>()
    let bytes = 0
    for (let at = 0; at < nodes.length; at += size) {
      bytes += nodes[at + 3]
      const type = types[nodes[at]]!
      const name = type === 'object' || type === 'native' ? strings[nodes[at + 1]] : `(${type})`
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    expect(totals(recording!)).toEqual([bytes, snapshot.node_count])
    const found = byName(recording!, 1)
    expect(found.get('Kept')).toBeGreaterThanOrEqual(kept.length)
    for (const name of ['Kept', 'Map', '(string)', '(array)', '(number)'])
      expect(found.get(name), name).toBe(counts.get(name))
    tally('heapsnapshot', 'oracle')
  })

  it('was allocated where its sampling profile says', async () => {
    let profile: { head: Node } | null = null
    const kept: string[][] = []
    function allocateALot() {
      for (let i = 0; i < 2000; i++) kept.push(Array.from({ length: 50 }, (_, k) => `${i} ${k}`))
    }
    await inspect(async post => {
      await post('HeapProfiler.startSampling', { samplingInterval: 16_384 })
      allocateALot()
      profile = ((await post('HeapProfiler.stopSampling')) as { profile: { head: Node } }).profile
    })
    const [recording] = await readAny(new TextEncoder().encode(JSON.stringify(profile)), 'node.heapprofile')
    expect(totals(recording!)[0]).toBe(sizeOf(profile!.head))
    expect(totals(recording!)[1]).toBeGreaterThan(0)
    const { strings, funcs } = recording!.shared
    expect(Array.from(funcs.name, name => strings[name])).toContain('allocateALot')
    expect(kept.length).toBe(2000)
    tally('heapprofile', 'oracle')
  })
})

interface Node {
  readonly selfSize: number
  readonly children: readonly Node[]
}

function sizeOf(node: Node): number {
  return node.children.reduce((sum, child) => sum + sizeOf(child), node.selfSize)
}

describe.skipIf(!hasCorpus)('heaps (need the corpus)', () => {
  it.each(
    [...corpusFiles('heapsnapshot'), ...corpusFiles('heapprofile')].map(file => [file.path, file] as const),
  )('%s has the sums of the index', async (path, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const [bytes, objects] = totals(recording!)
    expect(bytes).toBe(Number(/(?:sum self_size|total selfSize)=(\d+)/.exec(file.notes)![1]))
    const count = /node_count=(\d+)/.exec(file.notes)
    if (count !== null) expect(objects).toBe(Number(count[1]))
    tally(path.split('/')[0]!, 'oracle')
  })
})
