import { snapshotRange } from '../analysis/heap/snapshot-range.ts'
import { UsageError } from '../base/errors.ts'
import { type HeapCyclesAnswer, queryHeapCycles } from '../query/heap/cycles.ts'
import { type GrowthSort, type HeapGrowth, queryHeapGrowth } from '../query/heap/growth.ts'
import { type HeapFigures, type HeapLook, heapFigures, heapTypeName } from '../query/heap/look.ts'
import { findHeapTarget, type HeapObject, queryBiggestObjects } from '../query/heap/objects.ts'
import {
  type HeapPathsAnswer,
  type HeapTypePathsAnswer,
  queryHeapPaths,
  queryHeapTypePaths,
} from '../query/heap/paths.ts'
import { type HeapNeighboursAnswer, queryHeapReferrers } from '../query/heap/referrers.ts'
import { queryHeapSince } from '../query/heap/since.ts'
import { type HeapSizeAnswer, queryHeapSize } from '../query/heap/size.ts'
import { type HeapGrouping, type HeapSort, type HeapTable, queryHeapTable } from '../query/heap/table.ts'
import { assertReferences, type HeapLooks } from './heap.ts'

/** What looks at heaps are asked. */
export interface HeapQuestions {
  readonly by?: HeapGrouping | undefined
  readonly sort?: HeapSort | undefined
  /** Rows of tables, paths of an object. */
  readonly limit: number
  /** Only objects that were not there at the mark. */
  readonly isNew?: boolean | undefined
  readonly growth?: boolean | undefined
  /** Objects or types as `findHeapTarget` takes them. */
  readonly paths?: string | undefined
  readonly referrers?: string | undefined
  readonly size?: string | undefined
  readonly cycles?: boolean | undefined
}

/** What was asked; the rest is null. Without a question `table` and `biggest` are there. */
export interface HeapAnswers {
  readonly look: HeapLook
  readonly figures: HeapFigures
  /** With `isNew`: the objects that were not there at the mark. */
  readonly newFigures: HeapFigures | null
  readonly table: HeapTable | null
  readonly biggest: readonly HeapObject[]
  readonly growth: HeapGrowth | null
  readonly paths: HeapPathsAnswer | null
  readonly typePaths: (HeapTypePathsAnswer & { readonly name: string }) | null
  readonly referrers: HeapNeighboursAnswer | null
  readonly size: HeapSizeAnswer | null
  readonly cycles: HeapCyclesAnswer | null
}

const BIGGEST = 10
const PATHS = 3

/** Answers questions about looks at heaps. @throws UsageError for what the heaps cannot answer, objects that are not there, and
 *  options that do not go together. */
export function askHeap(looks: HeapLooks, questions: HeapQuestions): HeapAnswers {
  const { look } = looks
  const { by = 'type', limit, paths, referrers, size, cycles } = questions
  const { hasReferences } = look.recording.heap!
  const only = questions.isNew === true ? newObjects(looks) : null
  const growth = questions.growth === true ? growthOf(looks, questions) : null
  const others = [paths, referrers, size].some(text => text !== undefined) || cycles === true
  const isPlain = growth === null && !others
  if (by === 'referrer') assertReferences(look, 'who refers to what')
  if (questions.sort === 'retained') assertReferences(look, 'what an object keeps alive')
  const sort = questions.sort ?? (hasReferences ? 'retained' : 'size')
  return {
    look,
    figures: heapFigures(look),
    newFigures: only === null ? null : heapFigures(look, only),
    table: isPlain ? queryHeapTable(look, { by, sort, only, hasRetained: true }) : null,
    biggest:
      isPlain && hasReferences ? queryBiggestObjects(look, { limit: Math.min(limit, BIGGEST), only }) : [],
    growth,
    ...whyAlive(look, { text: paths, limit, only }),
    referrers: referrers === undefined ? null : referrersOf(look, referrers, limit),
    size: size === undefined ? null : sizeOf(look, size),
    cycles: cycles === true ? cyclesOf(look) : null,
  }
}

/** A byte an object of the look: 1 where it was not there at the mark. */
function newObjects({ look, mark }: HeapLooks): Uint8Array {
  if (mark === null) {
    throw new UsageError(
      'There is no other look that objects could be new since',
      'Name the recording of one with --base FILE',
    )
  }
  for (const one of [look, mark]) {
    const { first, end } = snapshotRange(one.recording.heap!, one.snapshot)
    const { address } = one.recording.heap!.objects
    if (!address.subarray(first, end).every(Number.isNaN)) continue
    throw new UsageError(
      `${one.recording.meta.name} does not say where objects lay: there is no telling which are new`,
      'See what grew with --growth',
    )
  }
  return queryHeapSince(look, mark).isNew
}

function growthOf({ looks, look, mark }: HeapLooks, { by, sort }: HeapQuestions): HeapGrowth {
  if (mark === null) {
    throw new UsageError(
      'Growth is between two looks, and this is the only one',
      'Name the recording of an earlier one with --base FILE',
    )
  }
  if (sort === 'retained' || sort === 'name') {
    throw new UsageError(`Growth cannot be sorted by ${sort}`, 'Sort it by size or count')
  }
  const from = looks.indexOf(mark)
  const growthSort: GrowthSort = sort ?? 'size'
  const compared = from < looks.indexOf(look) ? looks.slice(from) : [mark, look]
  return queryHeapGrowth(compared, { by: by ?? 'type', sort: growthSort })
}

function whyAlive(
  look: HeapLook,
  { text, limit, only }: { text: string | undefined; limit: number; only: Uint8Array | null },
): Pick<HeapAnswers, 'paths' | 'typePaths'> {
  if (text === undefined) return { paths: null, typePaths: null }
  assertReferences(look, 'why an object is alive')
  const { object, type } = findHeapTarget(look, text)
  if (type === -1) {
    return { paths: queryHeapPaths(look, object, { limit: Math.min(limit, PATHS) }), typePaths: null }
  }
  const answer = queryHeapTypePaths(look, type, only)
  return { paths: null, typePaths: { ...answer, name: heapTypeName(look.recording, type) } }
}

function referrersOf(look: HeapLook, text: string, limit: number): HeapNeighboursAnswer {
  assertReferences(look, 'who refers to an object')
  return queryHeapReferrers(look, findHeapTarget(look, text).object, { limit })
}

function sizeOf(look: HeapLook, text: string): HeapSizeAnswer {
  assertReferences(look, 'how large an object is with what it refers to')
  return queryHeapSize(look, findHeapTarget(look, text).object)
}

function cyclesOf(look: HeapLook): HeapCyclesAnswer {
  assertReferences(look, 'what is garbage')
  return queryHeapCycles(look)
}
