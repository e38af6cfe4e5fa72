import { join } from 'node:path'

/** Stacks of examples/scatter, and of the same after a cheap test was put before its dear one; counts are milliseconds. Both
 *  were measured by `pyrometer record`, and written by `pyrometer convert --to collapsed`. */
export const SCATTER = join(import.meta.dirname, 'scatter.folded')
/** See {@link SCATTER}. */
export const FASTER = join(import.meta.dirname, 'scatter-faster.folded')

/** Memory of examples/memory with its functions decorated by `@profile`, measured by `pyrometer record --mode memory --rate 100` and
 *  written by `pyrometer convert --to mprof`. */
export const GROW = join(import.meta.dirname, 'grow.dat')

/** Objects of a Python program, dumped by meliae. */
export const OBJECTS = join(import.meta.dirname, 'objects.jsonl')

/** What a program in a terminal would take from its process. */
export const SURROUNDINGS = { cwd: import.meta.dirname }
