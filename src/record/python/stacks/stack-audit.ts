import type { RawStack } from './raw-stack.ts'

/** Frames near the leaf that an audit compares. */
export const AUDIT_DEPTH = 16

/** Room for the stack that an audit reads. */
export function makeAuditStack(): RawStack {
  return { depth: 0, code: new Float64Array(AUDIT_DEPTH), instruction: new Int32Array(AUDIT_DEPTH) }
}

/**
 * The first frame from the leaf whose caller is another function in the audit than in the stack read before, though the
 * frame itself is the same and has not moved on: its index, or -1 when there is none. Such a pair is what a torn stack
 * shows.
 */
export function findSeam(read: RawStack, audit: RawStack): number {
  const depth = Math.min(read.depth, audit.depth)
  for (let i = 0; i + 1 < depth && audit.code[i] === read.code[i]; i++) {
    if (audit.code[i + 1] !== read.code[i + 1]) return audit.instruction[i] === read.instruction[i] ? i : -1
  }
  return -1
}
