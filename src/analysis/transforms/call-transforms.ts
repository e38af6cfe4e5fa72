import type { Recording } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import { packageOfFunc } from '../functions/packages.ts'
import { rootAt } from './cut-stacks.ts'
import { framesOf } from './match-frames.ts'
import { DROPPED, EMPTY, keepSamples, moveSamples, StackRewriter, stacksOf } from './stack-rewriter.ts'

// Source of all of these: the Firefox Profiler 2026, whose names they have.

/** Makes the outermost call of the funcs the root; samples without any fall out. O(stacks + samples). */
export function focusFunction(recording: Recording, funcs: readonly FuncIndex[]): Recording {
  return rootAt(recording, framesOf(recording.shared, funcs))
}

/** Keeps the samples that ended in one of the funcs, without their callers. */
export function focusSelf(recording: Recording, funcs: readonly FuncIndex[]): Recording {
  const { stacks } = recording.shared
  const isMeant = framesOf(recording.shared, funcs)
  const { stack } = stacksOf(recording).samples
  const kept = keepSamples(recording, i => stack[i] !== EMPTY && isMeant[stacks.frame[stack[i]!]!] === 1)
  const rewriter = new StackRewriter(recording.shared)
  const stackOf = stacks.frame.map(frame => (isMeant[frame] === 1 ? rewriter.stack(EMPTY, frame) : DROPPED))
  return moveSamples(kept, { shared: rewriter.finish(), stackOf, empty: DROPPED })
}

/** Makes everything the funcs called, all the way up, their own cost. */
export function collapseFunction(recording: Recording, funcs: readonly FuncIndex[]): Recording {
  const { stacks } = recording.shared
  const isMeant = framesOf(recording.shared, funcs)
  const stackOf = new Int32Array(stacks.length)
  // Per stack the outermost stack of the funcs in it, -1 none.
  const outermost = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    const known = prefix === -1 ? -1 : outermost[prefix]!
    outermost[s] = known === -1 && isMeant[stacks.frame[s]!] === 1 ? s : known
    stackOf[s] = outermost[s] === -1 ? s : outermost[s]!
  }
  return moveSamples(recording, { shared: recording.shared, stackOf, empty: EMPTY })
}

/** Takes out what stands between the outermost and the innermost call of a func: A B A C becomes A C. Each of the funcs
 *  for itself, one after the other. */
export function collapseRecursion(recording: Recording, funcs: readonly FuncIndex[]): Recording {
  return funcs.reduce((result, func) => collapseOneRecursion(result, func), recording)
}

function collapseOneRecursion(recording: Recording, func: FuncIndex): Recording {
  const { stacks, frames } = recording.shared
  const rewriter = new StackRewriter(recording.shared)
  const stackOf = new Int32Array(stacks.length)
  // Per stack what stands below the outermost call of the func, DROPPED where it is not called.
  const belowOutermost = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    const frame = stacks.frame[s]!
    let below = prefix === -1 ? EMPTY : stackOf[prefix]!
    let outer = prefix === -1 ? DROPPED : belowOutermost[prefix]!
    if (frames.func[frame] === func) {
      if (outer === DROPPED) outer = below
      else below = outer
    }
    belowOutermost[s] = outer
    stackOf[s] = rewriter.stack(below, frame)
  }
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: EMPTY })
}

/** Makes one call of a func that calls itself without others between: A A C becomes A C. Of calls that are put together
 *  the innermost's line is kept. */
export function collapseDirectRecursion(recording: Recording, funcs: readonly FuncIndex[]): Recording {
  const { stacks, frames } = recording.shared
  const isMeant = framesOf(recording.shared, funcs)
  return collapseRuns(recording, (s, prefix) => {
    const frame = stacks.frame[s]!
    return isMeant[frame] === 1 && frames.func[stacks.frame[prefix]!] === frames.func[frame]
  })
}

/** Makes of frames in a row that are of one library (or package, see {@link packageOfFunc}) one frame that has its name. */
export function collapseLibrary(recording: Recording, name: string): Recording {
  const { shared } = recording
  const { stacks, frames, funcs } = shared
  const isOfLibrary = Uint8Array.from(funcs.name, (_, func) => (packageOfFunc(shared, func) === name ? 1 : 0))
  const first = isOfLibrary.indexOf(1)
  if (first === -1) return recording
  const rewriter = new StackRewriter(shared)
  const whole = rewriter.additions.frame({ name, lib: funcs.lib[first]!, kind: funcs.kind[first]! })
  const stackOf = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    const below = prefix === -1 ? EMPTY : stackOf[prefix]!
    const frame = stacks.frame[s]!
    if (isOfLibrary[frames.func[frame]!] === 0) stackOf[s] = rewriter.stack(below, frame)
    else if (below !== EMPTY && rewriter.frameOf(below) === whole) stackOf[s] = below
    else stackOf[s] = rewriter.stack(below, whole)
  }
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: EMPTY })
}

/** Takes one call node out of the tree: its cost falls to its caller, its callees become the caller's. */
export function mergeNode(recording: Recording, path: readonly (readonly FuncIndex[])[]): Recording {
  const { stacks } = recording.shared
  const reached = stepsAlong(recording, path)
  const rewriter = new StackRewriter(recording.shared)
  const stackOf = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    const below = prefix === -1 ? EMPTY : stackOf[prefix]!
    stackOf[s] = reached[s] === path.length ? below : rewriter.stack(below, stacks.frame[s]!)
  }
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: EMPTY })
}

/** Makes one call node the root; samples that do not pass through it fall out. */
export function focusSubtree(recording: Recording, path: readonly (readonly FuncIndex[])[]): Recording {
  const { stacks } = recording.shared
  const reached = stepsAlong(recording, path)
  const rewriter = new StackRewriter(recording.shared)
  const stackOf = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    const below = prefix === -1 ? DROPPED : stackOf[prefix]!
    if (below !== DROPPED) stackOf[s] = rewriter.stack(below, stacks.frame[s]!)
    else stackOf[s] = reached[s] === path.length ? rewriter.stack(EMPTY, stacks.frame[s]!) : DROPPED
  }
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: DROPPED })
}

/** Per stack how many steps of the path it goes, where it goes nothing else: `path.length` at the node itself, -1 off the
 *  path and beyond the node. */
function stepsAlong({ shared }: Recording, path: readonly (readonly FuncIndex[])[]): Int32Array {
  const { stacks, frames } = shared
  const steps = path.map(funcs => new Set(funcs))
  const reached = new Int32Array(stacks.length)
  for (let s = 0; s < reached.length; s++) {
    const prefix = stacks.prefix[s]!
    const before = prefix === -1 ? 0 : reached[prefix]!
    const isOn = before !== -1 && before < steps.length && steps[before]!.has(frames.func[stacks.frame[s]!]!)
    reached[s] = isOn ? before + 1 : -1
  }
  return reached
}

/** Puts a frame in the place of the one it stands on wherever `isSame` says so. */
function collapseRuns(recording: Recording, isSame: (stack: number, prefix: number) => boolean): Recording {
  const { stacks } = recording.shared
  const rewriter = new StackRewriter(recording.shared)
  const stackOf = new Int32Array(stacks.length)
  // Per stack what its run of calls stands on.
  const belowRun = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    if (prefix === -1) belowRun[s] = EMPTY
    else belowRun[s] = isSame(s, prefix) ? belowRun[prefix]! : stackOf[prefix]!
    stackOf[s] = rewriter.stack(belowRun[s]!, stacks.frame[s]!)
  }
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: EMPTY })
}
