import type { HeapGrowth } from '../../query/heap/growth.ts'
import type { HeapObject } from '../../query/heap/objects.ts'
import type { HeapPath } from '../../query/heap/paths.ts'
import type { HeapTable } from '../../query/heap/table.ts'
import type { HeapAnswerJson } from '../../wire/heap.ts'
import { known } from '../../wire/known.ts'
import type { HeapAnswers } from '../../workbench/ask-heap.ts'
import { type HeapLooks, lookName } from '../../workbench/heap.ts'

type Paths = NonNullable<HeapAnswerJson['paths']>

/** The answers about heaps as JSON; tables have at most `limit` rows. */
export function heapJson(
  answers: HeapAnswers,
  { looks, look }: HeapLooks,
  { by, limit }: { by: string; limit: number },
): HeapAnswerJson {
  const { recording, snapshot } = look
  const { table, growth, referrers, size, cycles, newFigures } = answers
  const paths = pathsJson(answers, limit)
  return {
    version: 1,
    recording: recording.meta.name,
    snapshot: {
      name: lookName(look),
      number: looks.indexOf(look) + 1,
      time: known(recording.heap!.snapshots.time[snapshot]!),
      ...answers.figures,
    },
    hasReferences: recording.heap!.hasReferences,
    ...(newFigures && { new: newFigures }),
    by,
    ...(table && { groups: groupsJson(table, limit), objects: answers.biggest.map(objectJson) }),
    ...(growth && { growth: growthJson(growth, limit) }),
    ...(paths && { paths }),
    ...(referrers && {
      referrers: {
        object: objectJson(referrers.object),
        total: referrers.total,
        referrers: referrers.neighbours.map(({ by, references, ...one }) => ({
          ...objectJson(one),
          by,
          references,
        })),
      },
    }),
    ...(cycles && { cycles: { ...cycles, shapes: cycles.shapes.slice(0, limit) } }),
    ...(size && {
      size: {
        object: objectJson(size.object),
        deep: size.deep,
        all: size.all,
        retained: size.retained,
        groups: groupsJson(size.types, limit),
      },
    }),
  }
}

function groupsJson(table: HeapTable, limit: number): NonNullable<HeapAnswerJson['groups']> {
  return table.name.slice(0, limit).map((name, row) => ({
    name,
    count: table.count[row]!,
    size: table.size[row]!,
    tracked: table.tracked[row]!,
    trackedSize: table.trackedSize[row]!,
    untracked: table.untracked[row]!,
    untrackedSize: table.untrackedSize[row]!,
    retained: known(table.retained[row]!),
  }))
}

function growthJson(growth: HeapGrowth, limit: number): NonNullable<HeapAnswerJson['growth']> {
  return {
    looks: growth.looks.map(lookName),
    totals: [...growth.totals],
    groups: growth.name.slice(0, limit).map((name, row) => ({
      name,
      count: growth.count[row]!,
      size: growth.size[row]!,
      countDelta: growth.countDelta[row]!,
      sizeDelta: growth.sizeDelta[row]!,
      countOverPeak: growth.countOverPeak[row]!,
      sizeOverPeak: growth.sizeOverPeak[row]!,
      rises: growth.rises[row]!,
    })),
  }
}

function pathsJson({ paths, typePaths }: HeapAnswers, limit: number): Paths | null {
  const pathJson = ({ reason, steps }: HeapPath) => ({ reason, steps: [...steps] })
  if (paths !== null) {
    const { isEstimate, object } = paths
    return { isEstimate, object: objectJson(object), paths: paths.paths.map(pathJson) }
  }
  if (typePaths === null) return null
  return {
    isEstimate: typePaths.isEstimate,
    type: typePaths.name,
    groups: typePaths.groups
      .slice(0, limit)
      .map(group => ({ ...group, path: group.path && pathJson(group.path) })),
  }
}

function objectJson({ object, name, type, address, size, retained, kept }: HeapObject) {
  return {
    object,
    name,
    type,
    address: Number.isNaN(address) ? null : `0x${address.toString(16)}`,
    size,
    retained: known(retained),
    kept: known(kept),
  }
}
