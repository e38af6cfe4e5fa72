import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { readJsonParts } from '../decoding/json/read-json-parts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { type AllocationTrace, readAllocationTrace, traceStrings } from './allocation-trace.ts'
import { readLayout, type SnapshotLayout } from './layout.ts'
import { TypeSums } from './type-sums.ts'

const FORMAT = 'heapsnapshot'

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'size', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  { name: 'objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
]

/** What is kept of a snapshot while it is read. */
class Snapshot {
  layout: SnapshotLayout | null = null
  sums: TypeSums | null = null
  readonly functions: unknown[] = []
  tree: unknown = []
  /** The strings that are needed, by number. Snapshots hold the text of every string in the heap: most are not. */
  readonly #strings = new Map<number, string>()
  #needed: Set<number> | null = null
  #stringCount = 0

  field(key: string, value: unknown): void {
    if (key === 'snapshot') {
      this.layout = readLayout(value)
      this.sums = new TypeSums(this.layout)
    } else if (key === 'trace_tree') this.tree = value
  }

  items(key: string, items: readonly unknown[]): void {
    if (key === 'nodes') {
      if (this.sums === null) throw new FormatError(FORMAT, 'expected "snapshot" before "nodes"')
      this.sums.add(items)
    } else if (key === 'trace_function_infos') {
      for (const item of items) this.functions.push(item)
    } else this.#addStrings(items)
  }

  /** The string of a number; '' where there is none. */
  readonly text = (string: number): string => this.#strings.get(string) ?? ''

  trace(): AllocationTrace {
    return { functions: this.functions, tree: this.tree }
  }

  #addStrings(items: readonly unknown[]): void {
    this.#needed ??= this.#neededStrings()
    for (const item of items) {
      const string = this.#stringCount++
      if (this.#needed.has(string) && typeof item === 'string') this.#strings.set(string, item)
    }
  }

  #neededStrings(): Set<number> {
    if (this.layout === null || this.sums === null || this.sums.nodes === 0) {
      throw new FormatError(FORMAT, 'expected "nodes" before "strings"')
    }
    const needed = traceStrings(this.trace(), this.layout)
    for (let group = 0; group < this.sums.names.length; group++) needed.add(this.sums.names.get(group))
    return needed
  }
}

/**
 * Reads a heap snapshot as it arrives: how many objects of each constructor (or type, where objects have none) there are and
 * their own size, as DevTools adds them up. References between objects are passed over. Where the snapshot recorded who
 * allocated, a second recording has that. Memory: the names of constructors and the strings of one batch.
 * Source: V8 `heap-snapshot-generator.cc`, Julia `gc-heap-snapshot.cpp`. @throws FormatError, LimitError.
 */
export async function readHeapsnapshot(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const snapshot = new Snapshot()
  const isWhole = await readJsonParts(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    parts: {
      streamed: new Set(['nodes', 'strings', 'trace_function_infos']),
      skipped: new Set(['edges', 'samples', 'locations']),
      field: (key, value) => snapshot.field(key, value),
      items: (key, items) => snapshot.items(key, items),
    },
  })
  const { layout, sums } = snapshot
  if (layout === null || sums === null) throw new FormatError(FORMAT, 'expected "snapshot" with its "meta"')
  if (!isWhole) throw new FormatError(FORMAT, 'expected the rest of the snapshot, found the end')
  sums.finish()
  const recordings = [typesOf(input.name, { snapshot, layout, sums })]
  if (snapshot.functions.length > layout.functionSize) recordings.push(tracedOf(input.name, snapshot, layout))
  return recordings
}

function typesOf(
  file: string | null,
  { snapshot, layout, sums }: { snapshot: Snapshot; layout: SnapshotLayout; sums: TypeSums },
): Recording {
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const part = new StacksBuilder(VALUE_TYPES)
  for (let group = 0; group < sums.types.length; group++) {
    const name = sums.title(group, snapshot.text)
    const stack = shared.stack(-1, shared.plainFrame(shared.func({ name, kind: FuncKind.marker })))
    part.add({ stack }, [sums.sizes.get(group), sums.counts.get(group)])
  }
  if (layout.nodeCount >= 0 && layout.nodeCount !== sums.nodes) {
    warnings.add('node-count', `The snapshot says it has ${layout.nodeCount} objects, and has ${sums.nodes}.`)
  }
  const list = warnings.list()
  if (layout.edgeCount > 0) {
    const message = 'References between objects were left out.'
    list.push({ code: 'references', message, count: layout.edgeCount, firstAt: null })
  }
  const isJulia = layout.types.some(type => type.startsWith('jl_'))
  const native = layout.extraNativeBytes
  return importedRecording(
    { format: FORMAT, file },
    { recorder: { name: isJulia ? 'Julia' : 'V8', mode: 'heap' }, warnings: list },
    {
      shared,
      stacks: part.finish(false),
      counters: native > 0 ? [{ name: 'memory outside of the heap', unit: 'bytes', value: native }] : [],
    },
  )
}

function tracedOf(file: string | null, snapshot: Snapshot, layout: SnapshotLayout): Recording {
  const shared = new SharedBuilder()
  const stacks = readAllocationTrace(snapshot.trace(), { layout, shared, text: snapshot.text })
  const name = `${titleOf(file, 'heap snapshot')}: allocations`
  return importedRecording(
    { format: FORMAT, file },
    { recorder: { name: 'V8', mode: 'memory' }, name },
    { shared, stacks },
  )
}
