import { UsageError } from '../../base/errors.ts'
import { HeapBuilder } from '../../model/heap-builder.ts'
import type { HeapPart, Recording } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { SharedMaps } from './shared.ts'

/** Where a recording's tables and times went. */
interface Moved {
  readonly maps: SharedMaps
  /** Nanoseconds to add to its times. */
  readonly shift: number
}

/**
 * The heaps of recordings as one: their snapshots one after the other, named after their recordings where names are the same.
 * Null where none has a heap. O(objects + references). @throws UsageError if one has references and another has not.
 */
export function mergeHeaps(
  recordings: readonly Recording[],
  moved: readonly Moved[],
  shared: SharedBuilder,
): HeapPart | null {
  const inputs = recordings.flatMap((recording, i) =>
    recording.heap === null ? [] : [{ recording, heap: recording.heap, ...moved[i]! }],
  )
  const [first] = inputs
  if (first === undefined) return null
  const { hasReferences } = first.heap
  const other = inputs.find(({ heap }) => heap.hasReferences !== hasReferences)
  if (other !== undefined) {
    const names = hasReferences ? [first, other] : [other, first]
    const [withThem, without] = names.map(({ recording }) => recording.meta.name)
    throw new UsageError(
      `${withThem} and ${without} cannot be merged: only the first says which object refers to which`,
      'Compare them with "pyrometer heap FILE --base FILE"',
    )
  }
  const names = snapshotNames(inputs)
  const builder = new HeapBuilder(shared)
  for (const [i, input] of inputs.entries()) append(builder, input, names[i]!)
  return builder.finish({ hasReferences })
}

type Input = Moved & { readonly recording: Recording; readonly heap: HeapPart }

/** Of each input the names of its snapshots: with the recording's before them where another has the same. */
function snapshotNames(inputs: readonly Input[]): string[][] {
  const own = inputs.map(({ recording, heap }) =>
    Array.from(heap.snapshots.name, name => recording.shared.strings[name]!),
  )
  const uses = new Map<string, number>()
  for (const names of own) for (const name of new Set(names)) uses.set(name, (uses.get(name) ?? 0) + 1)
  return own.map((names, i) => {
    const { name: recording } = inputs[i]!.recording.meta
    return names.map(name =>
      uses.get(name)! === 1 || name === recording ? name : `${recording} ${name}`.trim(),
    )
  })
}

function append(builder: HeapBuilder, { heap, maps, shift }: Input, names: readonly string[]): void {
  const { snapshots, types, objects, references, roots } = heap
  const typeOf = Int32Array.from({ length: types.length }, (_, type) =>
    builder.typeOf(maps.strings(types.name[type]!), maps.strings(types.module[type]!)),
  )
  const firstObject = builder.objects.length
  const firstReference = builder.references.length
  const { columns } = builder.objects
  let snapshot = 0
  for (let i = 0; i <= objects.length; i++) {
    for (; snapshot < snapshots.length && snapshots.firstObject[snapshot] === i; snapshot++) {
      const process = snapshots.process[snapshot]!
      builder.snapshot({
        name: names[snapshot]!,
        time: snapshots.time[snapshot]! + shift,
        process: process === -1 ? maps.onlyProcess : maps.processes[process]!,
      })
    }
    if (i === objects.length) break
    const stack = objects.stack[i]!
    columns.type.push(typeOf[objects.type[i]!]!)
    columns.address.push(objects.address[i]!)
    columns.size.push(objects.size[i]!)
    columns.count.push(objects.count[i]!)
    columns.kind.push(objects.kind[i]!)
    columns.label.push(maps.strings(objects.label[i]!))
    columns.stack.push(stack === -1 ? -1 : maps.stacks[stack]!)
    columns.firstReference.push(firstReference + objects.firstReference[i]!)
  }
  for (let r = 0; r < references.length; r++) {
    builder.reference(firstObject + references.to[r]!, maps.strings(references.label[r]!))
  }
  for (let i = 0; i < roots.length; i++) {
    builder.roots.add({ object: firstObject + roots.object[i]!, reason: maps.strings(roots.reason[i]!) })
  }
}
