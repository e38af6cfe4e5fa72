import { bootstrapInterval, median } from '../src/base/statistics.ts'

/** One line of the benchmark table. */
export interface BenchRow {
  /** What was measured: "1 kHz, one thread, 20 frames: sampler CPU". */
  readonly measure: string
  /** Our figure with its unit, as text. */
  readonly ours: string
  /** The peer's figure and who it is; null where there is no peer. */
  readonly peer: string | null
  /** Ours to theirs, with an interval, as text; null where there is no peer. */
  readonly ratio: string | null
  /** The target as the project states it, and whether this run reached it; null where there is none. */
  readonly target: string | null
  readonly isReached: boolean | null
}

/** A benchmark: a title and a run that may take minutes. Throws a plain Error when it cannot run here. */
export interface Bench {
  readonly title: string
  run(say: (sentence: string) => void): Promise<readonly BenchRow[]>
}

/** The median ratio of pairs and its 95 % bootstrap interval. */
export function pairedRatio(
  ours: readonly number[],
  theirs: readonly number[],
): { ratio: number; low: number; high: number } {
  const ratios = ours.map((value, i) => value / theirs[i]!)
  const { low, high } = bootstrapInterval(ratios, median)
  return { ratio: median(ratios), low, high }
}

/** A ratio as the table prints it: "0.21 × [0.19, 0.24]". */
export function formatRatio({ ratio, low, high }: { ratio: number; low: number; high: number }): string {
  const digits = (value: number) => value.toPrecision(2)
  return `${digits(ratio)} × [${digits(low)}, ${digits(high)}]`
}
