import { growableFloat64, growableInt32 } from '../../../base/growable.ts'
import { PairMap } from '../../../base/pair-map.ts'

/** A function as gprof2dot's parsers tell functions apart and name them. */
export interface ProfileFunction {
  /** What tells it apart: gprof2dot's own id, which it sorts by. */
  readonly key: string | number
  readonly name: string
  readonly module: string | null
  readonly process: string | null
  /** Path for `--path` and the tooltip; only pstats has it. */
  readonly file: string | null
  /** A func of the recording that it stands for; {@link NO_FUNC} where it is none of them. */
  readonly func: number
}

/** A function that is made up. Not -1, which is a cycle. */
export const NO_FUNC = -2

/** How the totals of a format come about. */
export type TotalMethod =
  /** Estimated from the shares of calls and passed on to callers (Graham, 1982). */
  | 'integrated'
  /** As the file has them. */
  | 'given'
  /** As the file has them, as shares; those of edges are a share of the callee's. */
  | 'given-shares'

/** What a parser of gprof2dot makes of a file, before shares are worked out. */
export interface Profile {
  readonly functions: readonly ProfileFunction[]
  /** Samples or seconds. */
  readonly self: Float64Array
  /** Total seconds or shares where they are given, else empty. */
  readonly total: Float64Array
  /** Calls, NaN where the parser keeps none. */
  readonly called: Float64Array
  readonly edges: {
    readonly length: number
    readonly caller: Int32Array
    readonly callee: Int32Array
    /** Samples or calls: what shares of calls are worked out from; NaN none. */
    readonly weight: Float64Array
    /** NaN where the parser keeps none. */
    readonly calls: Float64Array
    /** Seconds where totals are given. */
    readonly total: Float64Array
  }
  readonly method: TotalMethod
  /** What `self` is. */
  readonly measure: 'samples' | 'time'
  /** What totals are a share of where they are given: at least this. */
  readonly leastTotal: number
  /** Per function the samples with it in their stack; null where a parser does not count them. */
  readonly stackTotals: (() => Float64Array) | null
}

/** Collects a {@link Profile}. */
export class ProfileBuilder {
  readonly functions: ProfileFunction[] = []
  readonly self = growableFloat64()
  readonly total = growableFloat64()
  readonly called = growableFloat64()
  readonly weight = growableFloat64()
  readonly calls = growableFloat64()
  readonly edgeTotal = growableFloat64()
  readonly #caller = growableInt32()
  readonly #callee = growableInt32()
  readonly #byKey = new Map<string | number, number>()
  readonly #byPair = new PairMap()

  /** The function of a key, made where it is new. */
  function(key: string | number, describe: () => Omit<ProfileFunction, 'key'>): number {
    let index = this.#byKey.get(key)
    if (index === undefined) {
      index = this.functions.length
      this.#byKey.set(key, index)
      this.functions.push({ ...describe(), key })
      this.self.push(0)
      this.total.push(0)
      this.called.push(Number.NaN)
    }
    return index
  }

  /** The edge of two functions, made where it is new. */
  edge(caller: number, callee: number): number {
    let edge = this.#byPair.get(caller, callee)
    if (edge === -1) {
      edge = this.weight.length
      this.#byPair.set(caller, callee, edge)
      this.#caller.push(caller)
      this.#callee.push(callee)
      this.weight.push(Number.NaN)
      this.calls.push(Number.NaN)
      this.edgeTotal.push(Number.NaN)
    }
    return edge
  }

  finish(
    about: Pick<Profile, 'method' | 'measure'> & Partial<Pick<Profile, 'leastTotal' | 'stackTotals'>>,
  ): Profile {
    return {
      functions: this.functions,
      self: this.self.finish(),
      total: this.total.finish(),
      called: this.called.finish(),
      edges: {
        length: this.weight.length,
        caller: this.#caller.finish(),
        callee: this.#callee.finish(),
        weight: this.weight.finish(),
        calls: this.calls.finish(),
        total: this.edgeTotal.finish(),
      },
      ...{ leastTotal: 0, stackTotals: null },
      ...about,
    }
  }
}

/** The last part of a path, as os.path.basename has it. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
