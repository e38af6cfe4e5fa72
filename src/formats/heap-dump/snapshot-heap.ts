import { FormatError } from '../../base/errors.ts'
import type { HeapBuilder } from '../../model/heap-builder.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { ProcessIndex } from '../../model/tables.ts'
import { addressAt, type DumpedObjects, type ObjectRun, PayloadReader } from './dumped-objects.ts'
import { heldObjects } from './held-objects.ts'
import { ObjectTexts } from './object-texts.ts'
import { FORMAT } from './records.ts'
import { ReferenceLabels } from './reference-labels.ts'

/** What a snapshot says besides its objects. */
export interface SnapshotTables {
  readonly types: readonly DumpedType[]
  readonly labels: readonly string[]
  readonly roots: readonly (readonly [address: number, reason: string])[]
}

/** A type of a snapshot. */
export interface DumpedType {
  readonly name: string
  readonly module: string | null
}

/** Where the objects of a snapshot go. */
export interface SnapshotSink {
  readonly heap: HeapBuilder
  readonly shared: SharedBuilder
  readonly process: ProcessIndex
}

/** Texts that are kept as labels in a snapshot, besides the names of modules, types and functions. */
const MOST_TEXTS = 100_000
/** Bytes from which on a str has its label, however many there are. */
const LONG_TEXT = 1024

/** Appends the objects, references and roots of a snapshot. Returns how many references lead to objects that are not in it. */
export function addSnapshot(objects: DumpedObjects, tables: SnapshotTables, sink: SnapshotSink): number {
  objects.finish()
  const snapshot = new SnapshotWriter(objects, tables, sink)
  for (const run of objects.runs) snapshot.addRun(run)
  snapshot.addRoots()
  return snapshot.strays
}

class SnapshotWriter {
  strays = 0
  readonly #objects: DumpedObjects
  readonly #tables: SnapshotTables
  readonly #sink: SnapshotSink
  readonly #base: number
  readonly #texts: ObjectTexts
  readonly #labels: ReferenceLabels
  readonly #types: number[]
  /** The dumped labels in `shared.strings`. */
  readonly #named: number[]
  readonly #dictLabel: number
  /** 1 for dictionaries that are the attributes of something. */
  readonly #isAttributes: Uint8Array
  /** References to each object that are in the snapshot, and those that it has in all. */
  readonly #found: Int32Array
  readonly #counts: Uint32Array
  #textsLeft = MOST_TEXTS

  constructor(objects: DumpedObjects, tables: SnapshotTables, sink: SnapshotSink) {
    const { shared, heap } = sink
    this.#objects = objects
    this.#tables = tables
    this.#sink = sink
    this.#base = heap.objects.length
    this.#types = tables.types.map(({ name, module }) => heap.type(name, module))
    this.#named = tables.labels.map((label, i) => (i === 0 ? -1 : shared.string(label)))
    this.#dictLabel = shared.string('.__dict__')
    this.#isAttributes = new Uint8Array(objects.length)
    this.#found = new Int32Array(objects.length)
    this.#counts = new Uint32Array(objects.length)
    this.#texts = new ObjectTexts(objects, type => tables.types[type]?.name === 'str')
    const typeOf = new Int32Array(objects.length)
    for (const run of objects.runs) typeOf.fill(run.type, run.first, run.first + run.length)
    this.#labels = new ReferenceLabels(shared, this.#texts, {
      objects: objects.length,
      typeName: object => tables.types[typeOf[object]!]?.name ?? '?',
    })
  }

  addRun(run: ObjectRun): void {
    const { columns } = this.#sink.heap.objects
    const type = this.#types[run.type]
    if (type === undefined) throw new FormatError(FORMAT, `expected type ${run.type} in TYPS`)
    const name = this.#tables.types[run.type]!.name
    const rows = run.parts.flatMap(part => rowsOf(part, run.length))
    if (run.counts !== null) this.#counts.set(run.counts, run.first)
    for (let i = 0; i < run.length; i++) {
      const object = run.first + i
      const size = addressAt(run.sizes, i)
      columns.type.push(type)
      columns.address.push(this.#objects.address[object]!)
      columns.size.push(size)
      columns.count.push(1)
      columns.kind.push(run.kind)
      columns.label.push(this.#labelOf(object, name, size))
      columns.stack.push(-1)
      columns.firstReference.push(this.#sink.heap.references.length)
      for (const row of rows) this.#addReferences(row, i, object)
    }
  }

  addRoots(): void {
    const { heap, shared } = this.#sink
    const roots = new Set<number>()
    const add = (object: number, reason: string) => {
      roots.add(object)
      heap.roots.add({ object: this.#base + object, reason: shared.string(reason) })
    }
    for (const [address, reason] of this.#tables.roots) {
      const object = this.#objects.find(address)
      if (object !== -1) add(object, reason)
    }
    const held = heldObjects(heap, {
      base: this.#base,
      length: this.#objects.length,
      roots,
      found: this.#found,
      counts: this.#counts,
    })
    for (const { object, isForEver } of held) {
      add(object, isForEver ? 'interpreter' : 'held by what is no Python object (C code, a thread-local)')
    }
  }

  #addReferences(row: ReferenceRows, i: number, object: number): void {
    const first = row.first(i)
    const end = row.first(i + 1)
    for (let r = first; r < end; r++) {
      const to = this.#objects.find(addressAt(row.to, r))
      if (row.keys !== null) {
        const key = this.#objects.find(addressAt(row.keys, r))
        this.#add(key, this.#labels.key)
        this.#add(
          to,
          this.#isAttributes[object] === 1 ? this.#labels.attribute(key) : this.#labels.underKey(key),
        )
        continue
      }
      const label = row.places
        ? this.#labels.place(r - first)
        : row.labels === null
          ? -1
          : (this.#named[row.labels[row.isRepeated ? r - first : r]!] ?? -1)
      if (label === this.#dictLabel && to !== -1) this.#isAttributes[to] = 1
      this.#add(to, label)
    }
  }

  #add(to: number, label: number): void {
    if (to === -1) {
      this.strays++
      return
    }
    this.#found[to]!++
    this.#sink.heap.reference(this.#base + to, label)
  }

  #labelOf(object: number, type: string, size: number): number {
    const isText = type === 'str'
    if (isText && size < LONG_TEXT && this.#textsLeft <= 0) return -1
    const text = this.#texts.text(object)
    if (text === null || text === '') return -1
    if (isText) this.#textsLeft--
    return this.#sink.shared.string(text)
  }
}

/** References of a run: object i has those from first(i) to first(i + 1). */
interface ReferenceRows {
  readonly first: (object: number) => number
  readonly to: { readonly length: number; readonly halves: Uint32Array }
  readonly keys: { readonly length: number; readonly halves: Uint32Array } | null
  /** A label each, or for each place of a row (`isRepeated`). */
  readonly labels: Uint32Array | null
  readonly isRepeated: boolean
  readonly places: boolean
}

function rowsOf(part: ObjectRun['parts'][number], objects: number): ReferenceRows[] {
  const reader = new PayloadReader(part)
  if (part.tag === 'NAMD') {
    const width = part.number
    const labels = reader.numbers(width)
    const to = reader.addresses(width * objects)
    return [{ first: object => object * width, to, keys: null, labels, isRepeated: true, places: false }]
  }
  if (part.tag !== 'ROWS' && part.tag !== 'LROW' && part.tag !== 'DICT') return []
  const starts = runningSum(reader.numbers(objects))
  const first = (object: number) => starts[object]!
  const sum = starts[objects]!
  const a = reader.addresses(sum)
  if (part.tag === 'DICT') {
    return [{ first, keys: a, to: reader.addresses(sum), labels: null, isRepeated: false, places: false }]
  }
  const labels = part.tag === 'LROW' ? reader.numbers(sum) : null
  return [{ first, keys: null, to: a, labels, isRepeated: false, places: part.number === 1 }]
}

function runningSum(counts: Uint32Array): Float64Array {
  const starts = new Float64Array(counts.length + 1)
  for (let i = 0; i < counts.length; i++) starts[i + 1] = starts[i]! + counts[i]!
  return starts
}
