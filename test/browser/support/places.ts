import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the tests put the pages they open; the same in every process of a run. */
export const OUT = join(tmpdir(), `pyrometer-browser-tests-${process.getuid?.() ?? 0}`)
export const DEMO_PAGE = join(OUT, 'demo.html')
export const EMPTY_PAGE = join(OUT, 'empty.html')
/** Two looks at a heap; sums of types without references. */
export const HEAP_PAGE = join(OUT, 'heap.html')
export const HEAP_SUMS_PAGE = join(OUT, 'heap-sums.html')
