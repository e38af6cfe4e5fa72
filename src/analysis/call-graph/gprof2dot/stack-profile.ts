import { PairMap } from '../../../base/pair-map.ts'
import type { Recording, StacksPart } from '../../../model/recording.ts'
import { sumGroups } from '../sum-groups.ts'
import { addTo, type Profile, ProfileBuilder, type ProfileFunction } from './profile.ts'

/** What a parser of stacks calls a function. */
export type Described = Pick<ProfileFunction, 'key' | 'name' | 'module' | 'process'>

/** How a parser of gprof2dot reads stacks of a format. */
export interface StackRules {
  /** What it calls a func. */
  readonly describe: (recording: Recording, func: number) => Described
  /** Per sample what it counts. The default value type where absent. */
  readonly weigh?: (part: StacksPart) => Float64Array
  /** Whether funcs that no sample has are functions too. */
  readonly hasUnused?: boolean
  /** Whether a frame that was inlined is one function with the frame it was inlined into, as the file writes it: `a->b`. */
  readonly joins?: (recording: Recording, frame: number) => boolean
  /** Per func how often it was on top, where the parser counts that. */
  readonly countsLeaves?: boolean
}

/** The profile that gprof2dot's parsers make of stacks: every occurrence of a call in a stack counts. O(samples + stacks). */
export function stackProfile(recordings: readonly Recording[], rules: StackRules): Profile {
  const builder = new ProfileBuilder()
  const trees = recordings
    .filter(recording => recording.stacks !== null)
    .map(recording => addStacks(builder, recording, rules))
  const stackTotals = () => {
    const totals = new Float64Array(builder.functions.length)
    for (const { prefix, group, self } of trees) {
      const isClosed = new Uint8Array(totals.length)
      const { total } = sumGroups({ prefix, group, self, groups: totals.length, isClosed })
      for (let i = 0; i < totals.length; i++) totals[i]! += total[i]!
    }
    return totals
  }
  return builder.finish({ method: 'integrated', measure: 'samples', stackTotals })
}

interface FunctionTree {
  readonly prefix: Int32Array
  readonly group: Int32Array
  readonly self: Float64Array
}

function addStacks(builder: ProfileBuilder, recording: Recording, rules: StackRules): FunctionTree {
  const { shared, stacks } = recording
  const part = stacks!
  const { prefix, frame, length } = shared.stacks
  const names = new FunctionNames(builder, recording, rules)
  const weights = rules.weigh?.(part) ?? part.weights[part.defaultValueType]!
  const self = new Float64Array(length)
  const isUsed = new Uint8Array(length)
  for (let i = 0; i < part.samples.length; i++) {
    const stack = part.samples.stack[i]!
    if (stack === -1) continue
    self[stack]! += weights[i]!
    isUsed[stack] = 1
  }
  if (rules.hasUnused === true) names.addAll(shared.funcs.length)
  // What passes through a stack but not on to a frame that is one function with its own.
  const passed = Float64Array.from(self)
  const through = Float64Array.from(self)
  const isOwn = isUsed.slice()
  const isJoined = new Uint8Array(length)
  for (let stack = length - 1; stack >= 0; stack--) {
    if (isUsed[stack] === 0) continue
    const below = prefix[stack]!
    if (below === -1) continue
    isUsed[below] = 1
    through[below]! += through[stack]!
    if (rules.joins?.(recording, frame[stack]!) === true) isJoined[stack] = 1
    else {
      passed[below]! += through[stack]!
      isOwn[below] = 1
    }
  }
  const group = new Int32Array(length).fill(-1)
  // The stack of the caller, which is farther down where frames are joined.
  const caller = Int32Array.from(prefix)
  for (let stack = 0; stack < length; stack++) {
    if (isUsed[stack] === 0) continue
    const below = prefix[stack]!
    if (isJoined[stack] === 1) caller[stack] = caller[below]!
    if (isOwn[stack] === 0) continue
    const index = names.of(stack, isJoined)
    group[stack] = index
    builder.self.set(index, builder.self.get(index) + self[stack]!)
    if (caller[stack] === -1) continue
    const from = group[caller[stack]!]!
    addTo(
      builder.weight,
      builder.edge(from === -1 ? names.of(caller[stack]!, isJoined) : from, index),
      passed[stack]!,
    )
  }
  if (rules.countsLeaves === true) countLeaves(builder, part, group)
  return { prefix: caller, group, self }
}

/** The functions of a recording's frames. */
class FunctionNames {
  readonly #builder: ProfileBuilder
  readonly #recording: Recording
  readonly #rules: StackRules
  readonly #ofFunc: Int32Array
  readonly #joined = new PairMap()

  constructor(builder: ProfileBuilder, recording: Recording, rules: StackRules) {
    this.#builder = builder
    this.#recording = recording
    this.#rules = rules
    this.#ofFunc = new Int32Array(recording.shared.funcs.length).fill(-1)
  }

  addAll(funcs: number): void {
    for (let func = 0; func < funcs; func++) this.#plain(func)
  }

  /** The function of a stack's frame, with those it was inlined into where these are one with it. */
  of(stack: number, isJoined: Uint8Array): number {
    const { stacks, frames } = this.#recording.shared
    const chain: number[] = []
    let at = stack
    for (; isJoined[at] === 1; at = stacks.prefix[at]!) chain.push(frames.func[stacks.frame[at]!]!)
    let index = this.#plain(frames.func[stacks.frame[at]!]!)
    for (const func of chain.reverse()) index = this.#inlined(index, func)
    return index
  }

  #inlined(into: number, func: number): number {
    let index = this.#joined.get(into, func)
    if (index === -1) {
      const outer = this.#builder.functions[into]!
      const name = `${outer.name}->${this.#rules.describe(this.#recording, func).name}`
      index = this.#builder.function(`${name}\0${outer.module}`, () => ({ ...outer, name, func }))
      this.#joined.set(into, func, index)
    }
    return index
  }

  #plain(func: number): number {
    let index = this.#ofFunc[func]!
    if (index === -1) {
      const described = this.#rules.describe(this.#recording, func)
      index = this.#builder.function(described.key, () => ({ ...described, file: null, func }))
      this.#ofFunc[func] = index
    }
    return index
  }
}

function countLeaves(builder: ProfileBuilder, part: StacksPart, group: Int32Array): void {
  for (let index = 0; index < builder.functions.length; index++) {
    if (Number.isNaN(builder.called.get(index))) builder.called.set(index, 0)
  }
  for (const stack of part.samples.stack) {
    if (stack !== -1) builder.called.set(group[stack]!, builder.called.get(group[stack]!) + 1)
  }
}
