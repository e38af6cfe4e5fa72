import { addTo } from '../../../base/growable.ts'
import type { Recording, StacksPart } from '../../../model/recording.ts'
import { sumGroups } from '../sum-groups.ts'
import { NO_FUNC, type Profile, ProfileBuilder, type ProfileFunction } from './profile.ts'

/** What a parser of stacks calls a function. */
export type Described = Pick<ProfileFunction, 'key' | 'name' | 'module' | 'process'>

/** How a parser of gprof2dot reads stacks of a format. */
export interface StackRules {
  /** What it calls a frame. Frames of one key are one function. `frame` is -1 for a func that no sample has. */
  readonly describe: (recording: Recording, func: number, frame: number) => Described
  /** Per sample what it counts. The default value type where absent. */
  readonly weigh?: (part: StacksPart) => Float64Array
  /** Whether funcs that no sample has are functions too. */
  readonly hasUnused?: boolean
  /** Whether a frame that was inlined is one function with the frame it was inlined into, as the file writes it: `a->b`. */
  readonly joins?: (recording: Recording, frame: number) => boolean
  /** Whether the samples with a function on top are counted as its calls. */
  readonly countsLeaves?: boolean
  /** Whether stacks stand in the file with their root first. */
  readonly isRootFirst?: boolean
  /** Whether `--total callstacks` asks for its parser's count of the samples with a function in their stack. */
  readonly hasStackTotals?: boolean
  /** Calls that every edge says. */
  readonly edgeCalls?: number
  /** What it calls a sample without a stack; it leaves them out where absent. */
  readonly empty?: Described
}

/** The profile that gprof2dot's parsers make of stacks: every occurrence of a call in a stack counts. O(samples + stacks). */
export function stackProfile(recordings: readonly Recording[], rules: StackRules): Profile {
  const builder = new ProfileBuilder()
  const trees = recordings
    .filter(recording => recording.stacks !== null)
    .map(recording => addStacks(builder, recording, rules))
  const stackTotals = () => {
    const totals = new Float64Array(builder.functions.length)
    for (const { prefix, group, self, empty } of trees) {
      if (empty !== null) totals[empty.index]! += empty.self
      const isClosed = new Uint8Array(totals.length)
      const { total } = sumGroups({ prefix, group, self, groups: totals.length, isClosed })
      for (let i = 0; i < totals.length; i++) totals[i]! += total[i]!
    }
    return totals
  }
  return builder.finish({
    ...{ method: 'integrated', measure: 'samples' },
    stackTotals: rules.hasStackTotals === true ? stackTotals : null,
  })
}

interface FunctionTree {
  readonly prefix: Int32Array
  readonly group: Int32Array
  readonly self: Float64Array
  /** The function of samples without a stack. */
  readonly empty: { readonly index: number; readonly self: number } | null
}

/** A recording's stacks with what a parser makes of them. */
interface ParsedStacks {
  readonly self: Float64Array
  /** What samples without a stack count. */
  readonly empty: number
  /** What passes through a stack but not on to a frame that is one function with its own. */
  readonly passed: Float64Array
  /** 1 where any sample has the stack, and where its frame is not only a part of a function. */
  readonly isUsed: Uint8Array
  readonly isOwn: Uint8Array
  /** 1 where the frame is one function with that below. */
  readonly isJoined: Uint8Array
}

function parseStacks(recording: Recording, rules: StackRules): ParsedStacks {
  const part = recording.stacks!
  const { prefix, frame, length } = recording.shared.stacks
  const weights = rules.weigh?.(part) ?? part.weights[part.defaultValueType]!
  const self = new Float64Array(length)
  const isUsed = new Uint8Array(length)
  let empty = 0
  for (let i = 0; i < part.samples.length; i++) {
    const stack = part.samples.stack[i]!
    if (stack === -1) {
      empty += weights[i]!
      continue
    }
    self[stack]! += weights[i]!
    isUsed[stack] = 1
  }
  const passed = Float64Array.from(self)
  const through = Float64Array.from(self)
  const isOwn = isUsed.slice()
  const isJoined = new Uint8Array(length)
  for (let stack = length - 1; stack >= 0; stack--) {
    const below = prefix[stack]!
    if (isUsed[stack] === 0 || below === -1) continue
    isUsed[below] = 1
    through[below]! += through[stack]!
    if (rules.joins?.(recording, frame[stack]!) === true) isJoined[stack] = 1
    else {
      passed[below]! += through[stack]!
      isOwn[below] = 1
    }
  }
  return { self, empty, passed, isUsed, isOwn, isJoined }
}

function addStacks(builder: ProfileBuilder, recording: Recording, rules: StackRules): FunctionTree {
  const part = recording.stacks!
  const parsed = parseStacks(recording, rules)
  const { self, isUsed, isJoined } = parsed
  const names = new FunctionNames(builder, recording, rules)
  if (rules.hasUnused === true) names.addAll(recording.shared.funcs.length)
  const group = nameStacks(recording, parsed, { names, isRootFirst: rules.isRootFirst === true })
  // The stack of the caller, which is farther down where frames are joined.
  const caller = Int32Array.from(recording.shared.stacks.prefix)
  for (let stack = 0; stack < caller.length; stack++) {
    if (isUsed[stack] === 0) continue
    if (isJoined[stack] === 1) caller[stack] = caller[caller[stack]!]!
    const index = group[stack]!
    if (index === -1) continue
    builder.self.set(index, builder.self.get(index) + self[stack]!)
    if (caller[stack] === -1) continue
    const edge = builder.edge(group[caller[stack]!]!, index)
    addTo(builder.weight, edge, parsed.passed[stack]!)
    if (rules.edgeCalls !== undefined) builder.calls.set(edge, rules.edgeCalls)
  }
  if (rules.countsLeaves === true) countLeaves(builder, part, group)
  return { prefix: caller, group, self, empty: addEmpty(builder, names, parsed) }
}

function addEmpty(
  builder: ProfileBuilder,
  { empty: index }: FunctionNames,
  { empty: self }: ParsedStacks,
): FunctionTree['empty'] {
  if (index === -1) return null
  builder.self.set(index, builder.self.get(index) + self)
  return { index, self }
}

/** Per stack the function of its frame, -1 where it is part of one or not used. Functions come in the order in which the file
 *  has them: sample by sample, the leaf or the root first. */
function nameStacks(
  { shared, stacks }: Recording,
  { isOwn, isJoined }: ParsedStacks,
  { names, isRootFirst }: { names: FunctionNames; isRootFirst: boolean },
): Int32Array {
  const { prefix, length } = shared.stacks
  const group = new Int32Array(length).fill(-1)
  const isSeen = new Uint8Array(length)
  const leaves = stacks!.samples.stack
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!
    if (leaf === -1) names.seeEmpty()
    if (leaf === -1 || isSeen[leaf] === 1) continue
    const path: number[] = []
    for (let at = leaf; at !== -1 && isSeen[at] === 0; at = prefix[at]!) {
      isSeen[at] = 1
      if (isOwn[at] === 1) path.push(at)
    }
    for (const stack of isRootFirst ? path.reverse() : path) group[stack] = names.of(stack, isJoined)
  }
  return group
}

/** The functions of a recording's frames. */
class FunctionNames {
  readonly #builder: ProfileBuilder
  readonly #recording: Recording
  readonly #rules: StackRules
  readonly #ofFrame: Int32Array
  /** The function of samples without a stack, -1 none. */
  empty = -1

  constructor(builder: ProfileBuilder, recording: Recording, rules: StackRules) {
    this.#builder = builder
    this.#recording = recording
    this.#rules = rules
    this.#ofFrame = new Int32Array(recording.shared.frames.length).fill(-1)
  }

  addAll(funcs: number): void {
    for (let func = 0; func < funcs; func++) this.#make(func, -1)
  }

  seeEmpty(): void {
    const { empty } = this.#rules
    if (empty === undefined || this.empty !== -1) return
    this.empty = this.#builder.function(empty.key, () => ({ ...empty, file: null, func: NO_FUNC }))
  }

  /** The function of a stack's frame, with those it was inlined into where these are one with it. */
  of(stack: number, isJoined: Uint8Array): number {
    const { stacks } = this.#recording.shared
    if (isJoined[stack] === 0) return this.#plain(stacks.frame[stack]!)
    const chain: number[] = []
    let at = stack
    for (; isJoined[at] === 1; at = stacks.prefix[at]!) chain.push(stacks.frame[at]!)
    const { frames } = this.#recording.shared
    const outer = this.#describe(stacks.frame[at]!)
    let name = outer.name
    for (const frame of chain.reverse()) name += `->${this.#describe(frame).name}`
    const func = frames.func[stacks.frame[stack]!]!
    // Keys begin with the name; what follows tells functions of one name apart.
    const key = `${name}${String(outer.key).slice(outer.name.length)}`
    return this.#builder.function(key, () => ({ ...outer, name, file: null, func }))
  }

  #describe(frame: number): Described {
    return this.#rules.describe(this.#recording, this.#recording.shared.frames.func[frame]!, frame)
  }

  #plain(frame: number): number {
    let index = this.#ofFrame[frame]!
    if (index === -1) {
      index = this.#make(this.#recording.shared.frames.func[frame]!, frame)
      this.#ofFrame[frame] = index
    }
    return index
  }

  #make(func: number, frame: number): number {
    const described = this.#rules.describe(this.#recording, func, frame)
    return this.#builder.function(described.key, () => ({ ...described, file: null, func }))
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
