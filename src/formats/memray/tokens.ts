/** First bytes of the records of a file of all allocations that have no flags. Source: memray 1.19's records.h. */
export const Token = {
  filler: 0,
  trailer: 1,
  memory: 2,
  nativeFrame: 5,
  mappings: 6,
  binary: 7,
  segment: 8,
  threadName: 10,
  contextSwitch: 12,
  codeObject: 14,
  /** 0b0001nnnn: n + 1 frames end. */
  framePop: 16,
  /** 0b001ppppc: an object is made (c is 1) or destroyed. */
  object: 32,
  /** 0b01......: code object, offset of the instruction. */
  framePush: 64,
  /** 0b1ppppaaa: p which of the last addresses (15: a new one follows), a the allocator (0: it follows). */
  allocation: 128,
} as const

/** First bytes of the records of an aggregated file; the other tokens are those of {@link Token}. */
export const AggregatedToken = {
  snapshot: 1,
  allocation: 2,
  trace: 3,
  frame: 4,
  survivor: 13,
  trailer: 15,
} as const

/** Names of the allocators by their numbers, '' none. */
export const ALLOCATORS: readonly string[] = [
  '',
  'pymalloc_free',
  'pymalloc_malloc',
  'pymalloc_calloc',
  'pymalloc_realloc',
  'free',
  'malloc',
  'realloc',
  'calloc',
  'posix_memalign',
  'aligned_alloc',
  'memalign',
  'valloc',
  'pvalloc',
  'mmap',
  'munmap',
]

/** The numbers of those that the reader tells apart. */
export const Allocator = { pymallocFree: 1, free: 5, mmap: 14, munmap: 15 } as const
