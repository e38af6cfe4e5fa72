import { LimitError } from '../../base/errors.ts'

/** Rows of the prefix tree a reader may build: what a gigabyte and a half of memory holds. */
const MAX_STACKS = 1 << 25
/** Frames of one stack; programs with 100,000 exist. */
export const MAX_DEPTH = 1 << 20

/** Profiles of one file: each has tables of its own. */
const MAX_PROFILES = 10_000

/** @throws LimitError when a file holds more profiles than {@link MAX_PROFILES}. */
export function assertProfileCount(format: string, profiles: number): void {
  if (profiles > MAX_PROFILES)
    throw new LimitError(format, `the file holds more than ${MAX_PROFILES} profiles`)
}

/** @throws LimitError when a stack is deeper than {@link MAX_DEPTH}. */
export function assertDepth(format: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new LimitError(format, `a stack has more than ${MAX_DEPTH} frames`)
}

/** @throws LimitError when the prefix tree is larger than {@link MAX_STACKS}. */
export function assertStackCount(format: string, stacks: number): void {
  if (stacks > MAX_STACKS) throw new LimitError(format, `more than ${MAX_STACKS} different call paths`)
}
