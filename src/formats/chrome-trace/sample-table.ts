import type { SharedBuilder } from '../../model/shared-builder.ts'
import { oneBased } from '../decoding/json/parse-json.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { SampledThread } from './sampled-part.ts'
import { fieldOf, idOf, isObject, numberOf, textOf } from './trace-event.ts'

const FORMAT = 'chrome-trace'
/** Hermes writes a frame's place into its name: `render(/app/index.js:12:5)`. */
const HERMES_NAME = /^(.{0,2000}?)\((.+):(\d{1,9}):(\d{1,9})\)$/s

interface Rows {
  readonly pid: unknown
  readonly tid: unknown
  readonly times: number[]
  readonly stacks: number[]
  readonly weights: number[]
}

/** Reads the `samples` of the object form, whose stacks are leaves in the tree `stackFrames`. */
export function readSampleTable(
  samples: readonly unknown[],
  stackFrames: unknown,
  { shared, warnings }: { shared: SharedBuilder; warnings: Warnings },
): SampledThread[] {
  const stackOf = stackResolver(stackFrames, shared)
  const byThread = new Map<string, Rows>()
  for (const sample of samples) {
    const time = numberOf(fieldOf(sample, 'ts'))
    if (!isObject(sample) || Number.isNaN(time)) {
      warnings.add('odd-samples', 'Samples without a time were left out.')
      continue
    }
    const { pid, tid } = sample
    const key = `${idOf(pid)}\0${idOf(tid)}`
    let rows = byThread.get(key)
    if (rows === undefined) {
      rows = { pid, tid, times: [], stacks: [], weights: [] }
      byThread.set(key, rows)
    }
    const weight = numberOf(sample.weight)
    rows.times.push(time)
    rows.stacks.push(stackOf(idOf(sample.sf)))
    rows.weights.push(Number.isNaN(weight) ? 1 : weight)
  }
  return Array.from(byThread.values(), ({ pid, tid, times, stacks, weights }) => ({
    pid,
    tid,
    times: Float64Array.from(times),
    stacks: Int32Array.from(stacks),
    weights: Float64Array.from(weights),
    end: Number.NaN,
  }))
}

/** Finds the stack of a frame's id, -1 where there is none. Ids in a circle stop where they meet themselves. */
function stackResolver(stackFrames: unknown, shared: SharedBuilder): (id: string) => number {
  const known = new Map<string, number>()
  return id => {
    const path: string[] = []
    let at = id
    while (!known.has(at) && isObject(fieldOf(stackFrames, at))) {
      // Until its stack is known, a frame counts as a root: what refers back to it ends there.
      known.set(at, -1)
      path.push(at)
      at = idOf(fieldOf(fieldOf(stackFrames, at), 'parent'))
    }
    assertDepth(FORMAT, path.length)
    let stack = known.get(at) ?? -1
    for (const own of path.reverse()) {
      stack = shared.stack(stack, frameOf(fieldOf(stackFrames, own), shared))
      known.set(own, stack)
    }
    assertStackCount(FORMAT, shared.stacks.length)
    return stack
  }
}

function frameOf(frame: unknown, shared: SharedBuilder): number {
  const given = textOf(fieldOf(frame, 'name')) ?? '(anonymous)'
  const placed = HERMES_NAME.exec(given)
  if (placed === null) {
    return shared.plainFrame(shared.func({ name: given, kind: guessFuncKind(given, undefined) }))
  }
  const name = placed[1] === '' ? '(anonymous)' : placed[1]!
  const file = placed[2]!
  const func = shared.func({
    name,
    file,
    line: oneBased(Number(placed[3])),
    kind: guessFuncKind(name, file),
  })
  return shared.plainFrame(func)
}
