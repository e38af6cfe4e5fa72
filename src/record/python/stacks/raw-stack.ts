/** A stack as read from the target: leaf first. Reused for every sample: nothing is allocated. */
export interface RawStack {
  /** Frames read. */
  depth: number
  /** Address of each frame's code object. */
  readonly code: Float64Array
  /** Each frame's instruction in its code object, in the unit of {@link CodeInfo.locate}; -1 not started. */
  readonly instruction: Int32Array
}

/** What became of one attempt to read a stack. */
export const StackResult = {
  /** Read whole, every frame plausible. */
  whole: 0,
  /** Found torn: frames do not fit each other. Its frames must not be used. */
  torn: 1,
  /** The thread runs no Python frame now. */
  empty: 2,
  /** Could not be read (the thread ended, memory vanished). */
  lost: 3,
} as const
