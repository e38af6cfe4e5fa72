import type { SharedBuilder } from '../../../model/shared-builder.ts'
import type { RawStack } from '../stacks/raw-stack.ts'
import type { TornCounts } from '../stacks/torn-estimate.ts'
import type { RowSink } from './thread-rows.ts'

/** What the processes of one recording share. */
export interface SamplingContext {
  readonly shared: SharedBuilder
  readonly sink: RowSink
  /** Reused for every stack. */
  readonly raw: RawStack
  /** Interval between samples that was asked for, ns. */
  readonly interval: number
  readonly counts: SamplingCounts
  /** Of every process that was sampled. */
  readonly tornCounts: TornCounts[]
}

/** What the sampler counted, for the recording's quality. */
export interface SamplingCounts {
  stacksRead: number
  torn: number
  lost: number
  unresolved: number
  cut: number
}
