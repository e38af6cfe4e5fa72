import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CHECKOUT = createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 12)

/** Where the tests put the pages they open; the same in every process of a run, another for each checkout. */
export const OUT = join(tmpdir(), `pyrometer-browser-tests-${process.getuid?.() ?? 0}-${CHECKOUT}`)
export const DEMO_PAGE = join(OUT, 'demo.html')
export const EMPTY_PAGE = join(OUT, 'empty.html')
/** Two looks at a heap; sums of types without references. */
export const HEAP_PAGE = join(OUT, 'heap.html')
export const HEAP_SUMS_PAGE = join(OUT, 'heap-sums.html')
