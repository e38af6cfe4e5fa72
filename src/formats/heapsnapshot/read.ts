import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { type Recording, type ValueType, type Warning, warn } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { readJsonParts } from '../decoding/json/read-json-parts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { type AllocationTrace, readAllocationStacks, readAllocationTrace } from './allocation-trace.ts'
import { EdgeColumns } from './edge-columns.ts'
import { heapPartOf, type LeftOut } from './heap-part.ts'
import { readLayout, type SnapshotLayout } from './layout.ts'
import { NodeColumns } from './node-columns.ts'

const FORMAT = 'heapsnapshot'

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'size', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  { name: 'objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
]

/** What is kept of a snapshot while it is read. */
class Snapshot {
  layout: SnapshotLayout | null = null
  nodes: NodeColumns | null = null
  edges: EdgeColumns | null = null
  readonly functions: unknown[] = []
  readonly strings: string[] = []
  tree: unknown = []

  field(key: string, value: unknown): void {
    if (key === 'snapshot') {
      this.layout = readLayout(value)
      this.nodes = new NodeColumns(this.layout)
      if (this.layout.edgeSize > 0) this.edges = new EdgeColumns(this.layout)
    } else if (key === 'trace_tree') this.tree = value
  }

  numbers(key: string, values: Float64Array, count: number): void {
    if (this.nodes === null) throw new FormatError(FORMAT, `expected "snapshot" before "${key}"`)
    if (key === 'nodes') this.nodes.add(values, count)
    else this.edges?.add(values, count)
  }

  items(key: string, items: readonly unknown[]): void {
    if (key === 'strings') for (const item of items) this.strings.push(typeof item === 'string' ? item : '')
    else for (const item of items) this.functions.push(item)
  }

  /** The string of a number; '' where there is none. */
  readonly text = (string: number): string => this.strings[string] ?? ''

  trace(): AllocationTrace {
    return { functions: this.functions, tree: this.tree }
  }
}

/**
 * Reads a heap snapshot as it arrives: every object with its type, size, beginning and references as `heap`, and how many of
 * each constructor there are and their own size, as DevTools adds them up, as `stacks`. Where the snapshot recorded who
 * allocated, objects know their call path, and a second recording has all that was allocated. Memory: 37 bytes an object,
 * 9 bytes a reference, and the strings of the snapshot.
 * Source: V8 `heap-snapshot-generator.cc`, Julia `gc-heap-snapshot.cpp`. @throws FormatError, LimitError.
 */
export async function readHeapsnapshot(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const snapshot = new Snapshot()
  const isWhole = await readJsonParts(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    parts: {
      numeric: new Set(['nodes', 'edges']),
      streamed: new Set(['strings', 'trace_function_infos']),
      skipped: new Set(['samples', 'locations']),
      field: (key, value) => snapshot.field(key, value),
      items: (key, items) => snapshot.items(key, items),
      numbers: (key, values, count) => snapshot.numbers(key, values, count),
    },
  })
  const { layout, nodes } = snapshot
  if (layout === null || nodes === null) throw new FormatError(FORMAT, 'expected "snapshot" with its "meta"')
  if (!isWhole) throw new FormatError(FORMAT, 'expected the rest of the snapshot, found the end')
  if (nodes.length === 0) throw new FormatError(FORMAT, 'expected "nodes"')
  nodes.finish()
  snapshot.edges?.finish()
  const recordings = [heapOf(input.name, { snapshot, layout, nodes })]
  if (hasTrace(snapshot, layout)) recordings.push(tracedOf(input.name, snapshot, layout))
  return recordings
}

function heapOf(
  file: string | null,
  { snapshot, layout, nodes }: { snapshot: Snapshot; layout: SnapshotLayout; nodes: NodeColumns },
): Recording {
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const { text, strings, edges } = snapshot
  const part = new StacksBuilder(VALUE_TYPES)
  for (let group = 0; group < nodes.types.length; group++) {
    const name = nodes.title(group, text)
    const stack = shared.stack(-1, shared.plainFrame(shared.func({ name, kind: FuncKind.marker })))
    part.add({ stack }, [nodes.sizes.get(group), nodes.counts.get(group)])
  }
  if (layout.nodeCount >= 0 && layout.nodeCount !== nodes.length) {
    warnings.add(
      'node-count',
      `The snapshot says it has ${layout.nodeCount} objects, and has ${nodes.length}.`,
    )
  }
  const stacks = hasTrace(snapshot, layout)
    ? readAllocationStacks(snapshot.trace(), { layout, shared, text })
    : new Map<number, number>()
  const name = titleOf(file, 'heap snapshot')
  const { heap, leftOut } = heapPartOf({ layout, nodes, edges, strings, stacks, text }, { shared, name })
  const isJulia = layout.types.some(type => type.startsWith('jl_'))
  const native = layout.extraNativeBytes
  return importedRecording(
    { format: FORMAT, file },
    {
      recorder: { name: isJulia ? 'Julia' : 'V8', mode: 'heap' },
      warnings: [...warnings.list(), ...warningsOf(leftOut)],
    },
    {
      shared,
      stacks: part.finish(false),
      heap,
      counters: native > 0 ? [{ name: 'memory outside of the heap', unit: 'bytes', value: native }] : [],
    },
  )
}

function warningsOf({ weak, broken }: LeftOut): Warning[] {
  const list: Warning[] = []
  if (weak > 0) {
    const message =
      'References that keep nothing alive (weak ones, and ways past objects between) were left out.'
    list.push(warn('weak-references', message, weak))
  }
  if (broken > 0) {
    const message = 'References that lead to no object of the snapshot, or belong to none, were left out.'
    list.push(warn('broken-references', message, broken))
  }
  return list
}

function hasTrace({ functions }: Snapshot, { functionSize }: SnapshotLayout): boolean {
  return functions.length > functionSize
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
