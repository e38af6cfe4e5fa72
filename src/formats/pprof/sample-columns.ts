import { LimitError } from '../../base/errors.ts'
import type { SampleTable } from '../../model/tables.ts'

/** Bytes of all values that are believed of any file, and for each of its bytes. Values of zero need not be written. */
const FREE_BYTES = 64 * 2 ** 20
const MOST_PER_BYTE = 64

/** The rows of a `stacks` part whose number is known before: filled in place, so that they exist once. */
export interface SampleColumns {
  readonly samples: SampleTable
  /** Per value type one entry a sample. */
  readonly weights: readonly Float64Array[]
}

/** Columns for `length` samples out of `bytes` bytes: no stack, no time, no labels, and values of 0.
 *  @throws LimitError when there are more values than the bytes justify. */
export function sampleColumns(
  length: number,
  { types, bytes }: { types: number; bytes: number },
): SampleColumns {
  if (8 * length * types > FREE_BYTES + MOST_PER_BYTE * bytes) {
    throw new LimitError(
      'pprof',
      `${length} samples of ${types} values each are too many for its ${bytes} bytes`,
    )
  }
  const none = () => new Int32Array(length).fill(-1)
  return {
    samples: {
      length,
      stack: none(),
      thread: none(),
      time: new Float64Array(length).fill(Number.NaN),
      state: new Uint8Array(length),
      wait: none(),
      flags: new Uint8Array(length),
      labels: none(),
    },
    weights: Array.from({ length: types }, () => new Float64Array(length)),
  }
}
