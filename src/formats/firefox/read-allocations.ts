import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { oneBased } from '../decoding/json/parse-json.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { ThreadSource } from './profile-file.ts'
import { timesOf } from './read-samples.ts'
import { isObject, listAt, numberAt, type RawObject, tableOf, textAt } from './table.ts'

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'allocated bytes', unit: 'bytes', kind: 'sum', precision: 'sampled' },
  { name: 'allocations', unit: 'count', kind: 'sum', precision: 'sampled' },
]
const FREED: readonly ValueType[] = [
  { name: 'freed bytes', unit: 'bytes', kind: 'sum', precision: 'sampled' },
  { name: 'frees', unit: 'count', kind: 'sum', precision: 'sampled' },
]

/** The two tables of allocations that a thread may have. */
export type AllocationTable = 'jsAllocations' | 'nativeAllocations'

/** Whether any thread has allocations of a kind. */
export function hasAllocations(threads: readonly ThreadSource[], table: AllocationTable): boolean {
  return threads.some(({ raw }) => tableOf(raw[table], table).length > 0)
}

/** What threads allocated, and freed where the file says it (sizes below 0): a row for each event that was sampled. */
export function readAllocations(
  threads: readonly ThreadSource[],
  table: AllocationTable,
  context: {
    stackOf: (thread: ThreadSource, stack: number) => number
    threadOf: (thread: ThreadSource) => number
    toNanoseconds: (time: number) => number
  },
): StacksPart {
  const tables = threads.map(({ raw }) => tableOf(raw[table], table))
  const sizeColumn = tables.some(rows => rows.has('weight')) ? 'weight' : 'duration'
  const hasFrees = tables.some(rows => {
    for (let i = 0; i < rows.length; i++) if (rows.number(sizeColumn, i) < 0) return true
    return false
  })
  const part = new StacksBuilder(hasFrees ? [...VALUE_TYPES, ...FREED] : VALUE_TYPES)
  for (const [t, rows] of tables.entries()) {
    const source = threads[t]!
    if (rows.length === 0) continue
    const thread = context.threadOf(source)
    const times = timesOf(rows, source.offset)
    const order = Int32Array.from(times, (_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b)
    for (const i of order) {
      const size = rows.number(sizeColumn, i) || 0
      const stack = context.stackOf(source, rows.index('stack', i))
      const weights = size < 0 ? [0, 0, -size, 1] : [size, 1, 0, 0]
      part.add({ stack, thread, time: context.toNanoseconds(times[i]!) }, weights)
    }
  }
  return part.finish(true)
}

/** The allocations that the old DevTools recorded beside the profile, on a clock of their own. */
export function readDevtoolsAllocations(
  devtools: RawObject,
  { shared, thread }: { shared: SharedBuilder; thread: number },
): StacksPart | null {
  const allocations = devtools.allocations
  const sites = listAt(allocations, 'sites')
  if (sites.length === 0) return null
  const sizes = listAt(allocations, 'sizes')
  const stackOf = siteResolver(listAt(allocations, 'frames'), shared)
  const part = new StacksBuilder(VALUE_TYPES)
  for (const [i, site] of sites.entries()) {
    const stack = stackOf(typeof site === 'number' ? site : -1)
    part.add({ stack, thread }, [Number(sizes[i]) || 0, 1])
  }
  return part.finish(false)
}

/** Finds the stack of a site: a frame that names its parent by number, until there is none. */
function siteResolver(frames: readonly unknown[], shared: SharedBuilder): (site: number) => number {
  const known = new Map<number, number>()
  return site => {
    const path: number[] = []
    let at = site
    while (!known.has(at) && isObject(frames[at])) {
      // A frame that is its own parent, by whatever way, begins a stack.
      known.set(at, -1)
      path.push(at)
      at = numberAt(frames[at], 'parent')
    }
    assertDepth('firefox', path.length)
    let stack = known.get(at) ?? -1
    for (const own of path.reverse()) {
      const frame = frames[own]
      const file = textAt(frame, 'source')
      const name = textAt(frame, 'functionDisplayName') || '(anonymous)'
      const func = shared.func({
        name,
        file: file === '' ? undefined : file,
        kind: guessFuncKind(name, file),
      })
      const line = oneBased(numberAt(frame, 'line'))
      stack = shared.stack(stack, shared.frame({ func, line, column: oneBased(numberAt(frame, 'column')) }))
      known.set(own, stack)
    }
    assertStackCount('firefox', shared.stacks.length)
    return stack
  }
}
