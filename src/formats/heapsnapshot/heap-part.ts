import { HeapBuilder } from '../../model/heap-builder.ts'
import { HeapObjectKind } from '../../model/heap-tables.ts'
import type { HeapPart } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { EdgeColumns } from './edge-columns.ts'
import { EdgeKind, EdgeLabels, edgeKinds } from './edge-labels.ts'
import type { SnapshotLayout } from './layout.ts'
import type { NodeColumns } from './node-columns.ts'

const MAX_LABEL = 100
const DETACHED = 2

/** A snapshot that was read to its end. */
export interface WholeSnapshot {
  readonly layout: SnapshotLayout
  readonly nodes: NodeColumns
  readonly edges: EdgeColumns | null
  readonly strings: readonly string[]
  /** The stacks of the call paths that allocated, by the number that nodes name them by. */
  readonly stacks: ReadonlyMap<number, number>
  /** The string of a number; '' where there is none. */
  readonly text: (string: number) => string
}

/** What was left out of the references, to be said. */
export interface LeftOut {
  /** Weak references and ways past objects between: they keep nothing alive. */
  weak: number
  /** Those that lead nowhere or that no node has. */
  broken: number
}

/**
 * The heap of a snapshot: an object a node, in the order of the file, known by the node's id in place of an address; references
 * are the edges that keep their node alive. Columns of the nodes and edges become those of the heap: both are used up.
 */
export function heapPartOf(
  snapshot: WholeSnapshot,
  { shared, name }: { shared: SharedBuilder; name: string },
): { heap: HeapPart; leftOut: LeftOut } {
  const builder = new HeapBuilder(shared)
  builder.snapshot({ name })
  const objects = objectColumns(snapshot, { shared, builder })
  const leftOut: LeftOut = { weak: 0, broken: 0 }
  const references = referenceColumns(snapshot, { shared, objects, leftOut })
  addRoots(snapshot, { shared, builder, objects, references })
  const heap = { ...builder.finish({ hasReferences: snapshot.edges !== null }), objects, references }
  return { heap, leftOut }
}

function objectColumns(
  { nodes, layout, strings, stacks, text }: WholeSnapshot,
  { shared, builder }: { shared: SharedBuilder; builder: HeapBuilder },
): HeapPart['objects'] {
  const length = nodes.length
  const types = nodes.types.finish()
  const typeOfGroup = Int32Array.from(types, (_, group) => builder.type(nodes.title(group, text)))
  const isNamed = Uint8Array.from(nodes.names.finish(), name => (name === -1 ? 0 : 1))
  const isMarker = Uint8Array.from(types, type => (layout.types[type] === 'synthetic' ? 1 : 0))
  const kind = new Uint8Array(length)
  const group = nodes.group.finish()
  const label = nodes.name.finish()
  const stack = nodes.trace.finish()
  const detachedness = nodes.detachedness.finish()
  const known = new Int32Array(strings.length)
  const detached = shared.string('detached')
  for (let i = 0; i < length; i++) {
    const g = group[i]!
    kind[i] = isMarker[g] === 1 ? HeapObjectKind.marker : HeapObjectKind.unknown
    // What others call a marker's label says what it is.
    const marker = isMarker[g] === 1 ? text(label[i]!) || '(root)' : ''
    if (marker !== '') label[i] = -1
    else if (isNamed[g] === 1) label[i] = detachedness[i] === DETACHED ? detached : -1
    else label[i] = labelOf(label[i]!, { strings, shared, known })
    stack[i] = stack[i] === 0 ? -1 : (stacks.get(stack[i]!) ?? -1)
    group[i] = marker === '' ? typeOfGroup[g]! : builder.type(marker)
  }
  return {
    length,
    type: group,
    address: nodes.id.finish(),
    size: nodes.size.finish(),
    count: new Int32Array(length).fill(1),
    kind,
    label,
    stack,
    firstReference: nodes.edgeCount.finish(),
  }
}

/** The beginning of a string as a label; -1 for an empty one. `known` holds the labels made so far, 0 where none is. */
function labelOf(
  string: number,
  { strings, shared, known }: { strings: readonly string[]; shared: SharedBuilder; known: Int32Array },
): number {
  if (string >= strings.length) return -1
  if (known[string] === 0) {
    const text = strings[string]!
    const short = text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL)}…` : text
    known[string] = text === '' ? -1 : shared.string(short)
  }
  return known[string]!
}

/** Takes out the edges that are no references; `objects.firstReference`, which holds numbers of edges, becomes what it says. */
function referenceColumns(
  { edges, layout, nodes, strings }: WholeSnapshot,
  { shared, objects, leftOut }: { shared: SharedBuilder; objects: HeapPart['objects']; leftOut: LeftOut },
): HeapPart['references'] {
  const { firstReference, address } = objects
  if (edges === null) {
    firstReference.fill(0)
    return { length: 0, to: new Int32Array(0), label: new Int32Array(0) }
  }
  const labels = new EdgeLabels(shared, strings)
  const kinds = edgeKinds(layout)
  const to = edges.to.finish()
  const name = edges.name.finish()
  const type = edges.type.finish()
  let edge = 0
  let kept = 0
  for (let i = 0; i < nodes.length; i++) {
    const end = Math.min(to.length, edge + firstReference[i]!)
    leftOut.broken += edge + firstReference[i]! - end
    firstReference[i] = kept
    for (; edge < end; edge++) {
      const kind = kinds[type[edge]!] ?? EdgeKind.internal
      if (to[edge]! < 0 || to[edge]! >= nodes.length) leftOut.broken++
      else if (kind === EdgeKind.weak || (kind === EdgeKind.shortcut && i !== layout.root)) leftOut.weak++
      else {
        const label = labels.label(kind, name[edge]!)
        // A weak map keeps a value alive as long as the key lives: the key's edge stands for both.
        if (
          kind === EdgeKind.internal &&
          labels.hasWeakTables &&
          labels.weakTable(name[edge]!) === address[i]
        ) {
          leftOut.weak++
          continue
        }
        to[kept] = to[edge]!
        name[kept++] = label
      }
    }
  }
  leftOut.broken += to.length - edge
  return { length: kept, to: to.subarray(0, kept), label: name.subarray(0, kept) }
}

/** The node that V8 puts above all is a root, and those that hang on it are, each with its own name for a reason. */
function addRoots(
  { layout, nodes, edges }: WholeSnapshot,
  context: {
    shared: SharedBuilder
    builder: HeapBuilder
    objects: HeapPart['objects']
    references: HeapPart['references']
  },
): void {
  const { shared, builder, objects, references } = context
  const { root } = layout
  if (edges === null || !Number.isInteger(root) || root < 0 || root >= nodes.length) return
  const seen = new Set([root])
  builder.roots.add({ object: root, reason: shared.string('root of the snapshot') })
  if (objects.kind[root] !== HeapObjectKind.marker) return
  const end = root + 1 < objects.length ? objects.firstReference[root + 1]! : references.length
  for (let i = objects.firstReference[root]!; i < end; i++) {
    const object = references.to[i]!
    if (seen.has(object)) continue
    seen.add(object)
    const type = shared.text(builder.types.columns.name.get(objects.type[object]!))
    const isMarker = objects.kind[object] === HeapObjectKind.marker
    builder.roots.add({ object, reason: shared.string(isMarker ? type : `global object ${type}`) })
  }
}
