import type { RawObject, Table } from './table.ts'

/** Where the frames of a thread are described: the thread itself or, since version 60, the whole profile. */
export interface FrameSource {
  readonly stacks: Table
  readonly frames: Table
  /** No rows in Gecko's own layout, whose frames name a location instead. */
  readonly funcs: Table
  readonly resources: Table
  readonly nativeSymbols: Table
  readonly sources: Table
  readonly strings: readonly unknown[]
  readonly libs: readonly unknown[]
  /** Whether it is of Gecko's own layout. */
  readonly isGecko: boolean
  /** Version of the processed layout, 0 for Gecko's. */
  readonly version: number
}

/** A thread of any layout. */
export interface ThreadSource {
  readonly raw: RawObject
  readonly frames: FrameSource
  /** Milliseconds to add to its times: processes of Gecko's layout count from their own start. */
  readonly offset: number
  /** Name of its process where the thread does not say. */
  readonly processName: string
}

/** A counter of any layout. */
export interface CounterSource {
  readonly raw: RawObject
  readonly offset: number
  readonly pid: unknown
}

/** A profile of any layout and version, in one shape. */
export interface ProfileFile {
  readonly meta: RawObject
  readonly threads: readonly ThreadSource[]
  readonly counters: readonly CounterSource[]
  /** What the wrapper of the old DevTools adds; null elsewhere. */
  readonly devtools: RawObject | null
  /** What our own writer says of the recording that these threads are; null elsewhere. */
  readonly own: RawObject | null
  /** 'processed profile version 60', 'Gecko profile version 13' … */
  readonly layout: string
}
