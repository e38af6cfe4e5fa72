import { growableInt32 } from '../../src/base/growable.ts'
import { seededRandom } from '../../src/base/random.ts'
import { StacksBuilder } from '../../src/model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType } from '../../src/model/recording.ts'
import { SharedBuilder } from '../../src/model/shared-builder.ts'

/** What to generate; every figure has a default. */
export interface GenerateOptions {
  readonly seed?: number
  /** Rows of the prefix tree. No two siblings run the same func, so each is a call node of its own. */
  readonly stacks?: number
  /** Samples. The first ones visit every leaf in turn: with at least as many samples as leaves no call node is empty. */
  readonly samples?: number
  readonly threads?: number
  readonly funcs?: number
  /** No stack is deeper. */
  readonly maxDepth?: number
}

const WALL: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
const COUNT: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }
const INTERVAL = 1e6

/**
 * A timed recording of any size, the same for the same seed: a random tree whose shape is like that of programs (chains
 * that branch now and then), threads that sample it in turn every millisecond, some of them blocked. A million stacks
 * and samples take about a second.
 */
export function generateRecording(options: GenerateOptions = {}): Recording {
  const { seed = 1, stacks = 1000, samples = 10_000, threads = 2, funcs = 500, maxDepth = 60 } = options
  const random = seededRandom(seed)
  const shared = new SharedBuilder()
  const frames = frameTable(shared, funcs)
  const leaves = growTree(shared, { stacks, maxDepth, frames, random })
  const process = shared.process({ name: 'generated', pid: 1, start: 0 })
  for (let t = 0; t < threads; t++) {
    const name = t === 0 ? 'MainThread' : `worker-${t}`
    shared.thread({ name, process, tid: 100 + t, kind: 1, isMain: t === 0 ? 1 : 0 })
  }
  const wait = shared.string('futex')
  const part = new StacksBuilder([WALL, COUNT])
  for (let i = 0; i < samples; i++) {
    const stack = i < leaves.length ? leaves[i]! : leaves[Math.floor(leaves.length * random() ** 3)]!
    const isBlocked = random() < 0.1
    const time = Math.floor(i / threads) * INTERVAL
    part.add({ stack, thread: i % threads, time, state: isBlocked ? 4 : 1, wait: isBlocked ? wait : -1 }, [
      INTERVAL,
      1,
    ])
  }
  return {
    ...NO_PARTS,
    meta: meta({
      name: 'generated',
      duration: Math.ceil(samples / threads) * INTERVAL,
      recorder: { name: 'generator', version: null, mode: 'sample', settings: { seed } },
    }),
    shared: shared.finish(),
    stacks: part.finish(true),
  }
}

/** Three frames (lines) a func, each in one of a hundred files: `frames[3 * func + k]`. */
function frameTable(shared: SharedBuilder, funcs: number): Int32Array {
  const frames = new Int32Array(3 * funcs)
  for (let f = 0; f < funcs; f++) {
    const line = 10 * Math.floor(f / 100) + 1
    const func = shared.func({ name: `function_${f}`, file: `package/module_${f % 100}.py`, line, kind: 1 })
    for (let k = 0; k < 3; k++) frames[3 * f + k] = shared.plainFrame(func, line + 1 + k)
  }
  return frames
}

/** Adds `stacks` rows to the tree and returns its leaves in the order they were made. */
function growTree(
  shared: SharedBuilder,
  options: { stacks: number; maxDepth: number; frames: Int32Array; random: () => number },
): Int32Array {
  const { stacks, maxDepth, frames, random } = options
  const funcs = frames.length / 3
  const depth = new Int32Array(stacks)
  const children = new Int32Array(stacks)
  const offset = new Int32Array(stacks)
  let previous = -1
  let roots = 0
  for (let s = 0; s < stacks; s++) {
    let prefix = random() < 0.6 ? previous : Math.floor(random() * s)
    while (prefix >= 0 && (depth[prefix]! >= maxDepth - 1 || children[prefix]! >= funcs)) {
      prefix = Math.floor(random() * (s + 1)) - 1
    }
    if (s === 0) prefix = -1
    // Siblings take consecutive funcs from a random start, which keeps them different without a look-up.
    const sibling = prefix < 0 ? roots++ : children[prefix]!++
    const func = ((prefix < 0 ? 0 : offset[prefix]!) + sibling) % funcs
    shared.stacks.columns.prefix.push(prefix)
    shared.stacks.columns.frame.push(frames[3 * func + Math.floor(random() * 3)]!)
    depth[s] = prefix < 0 ? 0 : depth[prefix]! + 1
    offset[s] = Math.floor(random() * funcs)
    previous = s
  }
  const leaves = growableInt32()
  for (let s = 0; s < stacks; s++) if (children[s] === 0) leaves.push(s)
  return leaves.finish()
}
