/** What the reader counted while it read stacks. */
export interface TornCounts {
  /** Attempts given up because frames did not fit each other, and tried again. */
  retried: number
  /** Stacks whose left-over frames above the true leaf were dropped. */
  repaired: number
}

export function newTornCounts(): TornCounts {
  return { retried: 0, repaired: 0 }
}
