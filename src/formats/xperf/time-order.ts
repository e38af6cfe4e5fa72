import type { StacksPart } from '../../model/recording.ts'

/** The samples in the order of their times, the first of which becomes 0; as they are where some have none. */
export function timeOrder(part: StacksPart): StacksPart {
  const { samples, weights } = part
  const { time, length } = samples
  if (time.some(Number.isNaN)) return part
  const order = Int32Array.from(time.keys()).sort((a, b) => time[a]! - time[b]! || a - b)
  const origin = time[order[0]!]!
  const ints = (column: Int32Array) => Int32Array.from(order, row => column[row]!)
  const bytes = (column: Uint8Array) => Uint8Array.from(order, row => column[row]!)
  return {
    ...part,
    isTimed: true,
    weights: weights.map(column => Float64Array.from(order, row => column[row]!)),
    samples: {
      length,
      stack: ints(samples.stack),
      thread: ints(samples.thread),
      time: Float64Array.from(order, row => time[row]! - origin),
      state: bytes(samples.state),
      wait: ints(samples.wait),
      flags: bytes(samples.flags),
      labels: ints(samples.labels),
    },
  }
}
