import { seededRandom } from '../src/base/random.ts'
import { writeRecording } from '../src/model/codec/write.ts'
import { HeapBuilder } from '../src/model/heap-builder.ts'
import { HeapObjectKind } from '../src/model/heap-tables.ts'
import { meta, NO_PARTS } from '../src/model/recording.ts'
import { SharedBuilder } from '../src/model/shared-builder.ts'
import { writePieces } from './large-files.ts'

/** Objects in a list; instances refer to three others each. */
const LISTED = 50
/** Share of references that lead anywhere: caches, shared texts, back to parents. */
const CROSSING = 0.25

/**
 * Writes a recording of a heap as programs have them: a module whose dictionary holds lists of instances, each with a text, the
 * instance before it and, now and then, any other object; one in two hundred groups is garbage in cycles. About three references
 * an object.
 */
export function generateHeap(path: string, objects: number): void {
  const random = seededRandom(11)
  const any = (below: number) => Math.floor(random() * below)
  const shared = new SharedBuilder()
  const heap = new HeapBuilder(shared)
  const { columns } = heap.objects
  const { to, label } = heap.references.columns
  const types = {
    module: heap.type('module', 'builtins'),
    dict: heap.type('dict', 'builtins'),
    list: heap.type('list', 'builtins'),
    text: heap.type('str', 'builtins'),
    cells: Array.from({ length: 40 }, (_, i) => heap.type(`Cell${i}`, 'app')),
  }
  const refer = (object: number, text: string | null) => {
    to.push(object)
    label.push(text === null ? -1 : shared.string(text))
  }
  const add = (type: number, size: number, kind: number = HeapObjectKind.tracked) => {
    const index = columns.type.length
    columns.type.push(type)
    columns.address.push(0x7f00_0000_0000 + 64 * index)
    columns.size.push(size)
    columns.count.push(1)
    columns.kind.push(kind)
    columns.label.push(-1)
    columns.stack.push(-1)
    columns.firstReference.push(to.length)
  }
  heap.snapshot({ name: 'at exit' })
  const groups = Math.floor((objects - 2) / (1 + 2 * LISTED))
  heap.roots.add({ object: 0, reason: shared.string('module app') })
  add(types.module, 72)
  columns.label.set(0, shared.string('app'))
  refer(1, '.__dict__')
  add(types.dict, 100 * groups)
  const isGarbage = (group: number) => group % 200 === 199
  for (let group = 0; group < groups; group++) {
    if (!isGarbage(group)) refer(2 + group * (1 + 2 * LISTED), `.group_${group % 1000}`)
  }
  const anyAlive = () => {
    const object = 2 + any(groups * (1 + 2 * LISTED))
    return isGarbage(Math.floor((object - 2) / (1 + 2 * LISTED))) ? object - (1 + 2 * LISTED) : object
  }
  for (let group = 0; group < groups; group++) {
    const first = columns.type.length
    const cell = types.cells[any(types.cells.length)]!
    add(types.list, 56 + 8 * LISTED)
    for (let i = 0; i < LISTED; i++) refer(first + 1 + 2 * i, null)
    for (let i = 0; i < LISTED; i++) {
      const own = first + 1 + 2 * i
      add(cell, 48)
      refer(own + 1, '.text')
      refer(i === 0 ? first : own - 2, '.previous')
      for (let k = 0; k < 3; k++)
        refer(random() < CROSSING && !isGarbage(group) ? anyAlive() : first, '.other')
      add(types.text, 49 + any(100), HeapObjectKind.untracked)
    }
  }
  const recording = {
    ...NO_PARTS,
    meta: meta({ name: 'heap', recorder: { name: 'bench', version: null, mode: 'heap', settings: {} } }),
    shared: shared.finish(),
    heap: heap.finish({ hasReferences: true }),
  }
  writePieces(path, writeRecording(recording))
}
