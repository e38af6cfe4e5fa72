import type { Recording, Shared, ValueType } from '../../model/recording.ts'
import { type FrameIndex, FuncKind, type StackIndex } from '../../model/tables.ts'

/** A place in the program that allocates. */
export interface AllocationSite {
  readonly name: string
  /** Path of the source file, null unknown. */
  readonly file: string | null
  /** Path of the binary, null unknown. */
  readonly library: string | null
  /** 1-based, -1 unknown. */
  readonly line: number
  readonly bytes: number
  /** NaN where the recording does not count objects. */
  readonly objects: number
  /** Names of the functions that called it, the nearest first, on the way that allocated most. */
  readonly callers: readonly string[]
}

/** Where memory was allocated, the largest first. */
export interface AllocationSites {
  readonly valueType: ValueType
  readonly bytes: number
  readonly objects: number
  readonly sites: readonly AllocationSite[]
}

/** Value types that say how much lay on a heap, the most telling first; by the beginnings of their names. */
const BYTES = ['peak ', 'leaked ', 'in-use ', 'growth ', 'site-peak ', 'allocated ', 'sampled ']
const MOST_CALLERS = 8
/** Functions that allocate on behalf of their callers: the C library's, C++'s, those of tcmalloc and jemalloc, Rust's. */
const ALLOCATOR =
  /^(?:(?:__libc_|__|je_|tc_)?(?:malloc|calloc|realloc|reallocarray|memalign|aligned_alloc|posix_memalign|p?valloc)|operator new(?:\[\])?(?:\(.*)?|tcmalloc::.*|(?:<?alloc::(?:alloc|raw_vec)::|__rust_|__rdl_|__rg_).*)$/

/** Whether a recording says where memory was allocated. */
export function hasAllocationSites({ stacks }: Recording): boolean {
  return stacks?.valueTypes.some(isOfMemory) === true
}

/**
 * The places where memory was allocated, by size: functions and lines at the ends of stacks, all ways to them together;
 * functions that only pass memory on (`malloc`, `operator new` …) are passed over. In the value type that the recording shows first, if it is one of memory. Null where it has none. O(samples).
 */
export function queryAllocationSites(recording: Recording): AllocationSites | null {
  const { stacks, shared } = recording
  if (stacks === null) return null
  const { valueTypes, defaultValueType, samples, weights } = stacks
  const column = isOfMemory(valueTypes[defaultValueType]!)
    ? defaultValueType
    : valueTypes.findIndex(isOfMemory)
  const valueType = valueTypes[column]
  if (valueType === undefined) return null
  const counted = valueTypes.findIndex(
    ({ name, unit }) => unit === 'count' && name === valueType.name.replace(/bytes$/, 'objects'),
  )
  const isAllocator = Uint8Array.from(shared.funcs.name, name =>
    ALLOCATOR.test(shared.strings[name]!) ? 1 : 0,
  )
  const found = new Map<string, Site>()
  let bytes = 0
  let objects = counted === -1 ? Number.NaN : 0
  for (let i = 0; i < samples.length; i++) {
    const value = weights[column]![i]!
    const count = counted === -1 ? Number.NaN : weights[counted]![i]!
    if (!(value !== 0 || count > 0)) continue
    bytes += value
    objects += count
    const stack = siteStack(shared, samples.stack[i]!, isAllocator)
    const frame = stack === -1 ? -1 : shared.stacks.frame[stack]!
    const key = frame === -1 ? '' : `${shared.frames.func[frame]} ${shared.frames.line[frame]}`
    const site = found.get(key) ?? { frame, stack, most: 0, bytes: 0, objects: 0 }
    found.set(key, site)
    site.bytes += value
    site.objects += count
    if (value > site.most) {
      site.most = value
      site.stack = stack
    }
  }
  const inOrder = [...found.values()].sort((a, b) => b.bytes - a.bytes || b.objects - a.objects)
  return { valueType, bytes, objects, sites: inOrder.map(site => siteOf(recording, site)) }
}

interface Site {
  readonly frame: FrameIndex
  /** The stack that allocated most there. */
  stack: StackIndex
  most: number
  bytes: number
  objects: number
}

function isOfMemory({ name, unit }: ValueType): boolean {
  return unit === 'bytes' && BYTES.some(beginning => name.startsWith(beginning))
}

/** The stack without the allocator's functions at its end; as it is where there are no others. */
function siteStack({ frames, stacks }: Shared, leaf: StackIndex, isAllocator: Uint8Array): StackIndex {
  for (let at = leaf; at !== -1; at = stacks.prefix[at]!) {
    if (isAllocator[frames.func[stacks.frame[at]!]!] === 0) return at
  }
  return leaf
}

function siteOf({ shared }: Recording, { frame, stack, bytes, objects }: Site): AllocationSite {
  if (frame === -1) {
    return { name: '[not listed]', file: null, library: null, line: -1, bytes, objects, callers: [] }
  }
  const { strings, frames, funcs, libs, sources, stacks } = shared
  const func = frames.func[frame]!
  const source = funcs.source[func]!
  const lib = frames.lib[frame]!
  const callers: string[] = []
  for (let at = stacks.prefix[stack]!; at !== -1 && callers.length < MOST_CALLERS; at = stacks.prefix[at]!) {
    const caller = frames.func[stacks.frame[at]!]!
    if (funcs.kind[caller] !== FuncKind.address) callers.push(strings[funcs.name[caller]!]!)
  }
  return {
    name: strings[funcs.name[func]!]!,
    file: source === -1 ? null : strings[sources.path[source]!]!,
    library: lib === -1 ? null : strings[libs.path[lib]!]!,
    line: frames.line[frame]!,
    bytes,
    objects,
    callers,
  }
}
