/** What kind of profile a header names, and how its rows came about. */
export interface HeapScheme {
  /** 'use': memory in use and allocated; 'growth': the heap got more memory from the system; 'fragmentation'. */
  readonly of: 'use' | 'growth' | 'fragmentation'
  /** 'poisson': one sample in `period` bytes on average; 'uniform': gperftools' first version; 'none': every allocation. */
  readonly sampling: 'none' | 'poisson' | 'uniform'
  /** Mean bytes between samples; 1 where every allocation counts, 0 unknown. */
  readonly period: number
  /** What stood in the header: 'heapprofile', 'heap_v2', 'growthz' … */
  readonly tag: string
}

/** The sampling of headers that say nothing of it. */
const OLD_PERIOD = 128 * 1024

/** Understands what follows the `@` of a header, and whether its two pairs of totals are equal. */
export function schemeOf(text: string, totalsAreEqual: boolean): HeapScheme {
  const [tag = '', rate] = text.trim().split('/') as [string?, string?]
  const period = /^\d{1,15}$/.test(rate ?? '') ? Number(rate) : 0
  if (tag.startsWith('growth')) return { of: 'growth', sampling: 'none', period: 1, tag }
  if (tag.startsWith('fragmentation')) return { of: 'fragmentation', sampling: 'none', period: 1, tag }
  if (tag.includes('_v2')) return poisson(period, tag)
  // Go writes twice the mean.
  if (tag === 'heap') return poisson(Math.floor(period / 2), tag)
  if (tag === 'heapz') return { of: 'use', sampling: 'uniform', period: period / 2 || OLD_PERIOD, tag }
  // Before there were names, equal totals were a sign of sampling (google-pprof).
  if (tag === '' && totalsAreEqual) return { of: 'use', sampling: 'uniform', period: OLD_PERIOD, tag }
  return { of: 'use', sampling: 'none', period: 1, tag }
}

function poisson(period: number, tag: string): HeapScheme {
  return { of: 'use', sampling: period > 1 ? 'poisson' : 'none', period, tag }
}

/**
 * What a sampled allocation of `objects` objects and `bytes` bytes stands for, as a factor. By Poisson sampling one of size
 * S is in the profile with the probability 1 - exp(-S / period).
 * Source: google/pprof `scaleHeapSample`, gperftools src/pprof.
 */
export function scaleOf({ sampling, period }: HeapScheme, objects: number, bytes: number): number {
  if (sampling === 'none' || objects === 0) return 1
  // Nothing of no size can have been sampled.
  if (bytes === 0) return 0
  const ratio = Math.abs(bytes / objects / period)
  if (sampling === 'poisson') return -1 / Math.expm1(-ratio)
  return ratio < 1 ? 1 / ratio : 1
}
