import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEstimated } from '../../model/estimates.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import { LinesBuilder, StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { stackWeights } from '../filter-samples.ts'
import { computeLineTotals } from '../totals/line-totals.ts'
import { callsFromStacks } from '../tree/calls-from-stacks.ts'
import type { Transform } from './transform.ts'
import { transformRecording } from './transform-recording.ts'

const WORK: ValueType = { name: 'work', unit: 'count', kind: 'sum', precision: 'exact' }

/** Functions that have one caller each, which calls the `k`th of them on line 10 + k, and what their line 1 costs. */
interface Tree {
  readonly callers: readonly number[]
  readonly costs: readonly number[]
}

const trees = fc
  .array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 })), { minLength: 2, maxLength: 20 })
  .map(picks => ({
    callers: picks.map(([at], k) => (k === 0 ? -1 : at % k)),
    costs: picks.map(([, cost]) => cost),
  }))

/** The tree as stacks whose frames know their lines. */
function stacksOf({ callers, costs }: Tree): Recording {
  const shared = new SharedBuilder()
  const part = new StacksBuilder([WORK])
  const funcs = callers.map((_, k) => shared.func({ name: `f${k}`, file: 'a.c', kind: 3 }))
  for (const [leaf, cost] of costs.entries()) {
    const path = [leaf]
    for (let at = callers[leaf]!; at !== -1; at = callers[at]!) path.unshift(at)
    let stack = -1
    for (const [depth, k] of path.entries()) {
      const callee = path[depth + 1]
      stack = shared.stack(stack, shared.plainFrame(funcs[k]!, callee === undefined ? 1 : 10 + callee))
    }
    part.add({ stack }, [cost])
  }
  const recorder = { name: 'test', version: null, mode: 'trace', settings: {} }
  return {
    ...NO_PARTS,
    meta: meta({ name: 'tree', recorder }),
    shared: shared.finish(),
    stacks: part.finish(false),
  }
}

/** The same as a tracer of calls and lines has it. */
function graphOf(recording: Recording): Recording {
  const { shared } = recording
  const nameOf = (func: number) => shared.strings[shared.funcs.name[func]!]!
  const calls = callsFromStacks(recording)
  const line = Int32Array.from(
    calls.edges.callee,
    callee => 10 + Number(nameOf(calls.rows.func[callee]!).slice(1)),
  )
  const lines = new LinesBuilder([WORK])
  const own = computeLineTotals(shared, stackWeights(recording).weights, 'everything')
  for (let row = 0; row < own.length; row++) {
    const [func, value] = [own.func[row]!, own.self[row]!]
    if (value > 0) lines.add({ func, source: own.source[row]!, line: own.line[row]!, hits: value }, [value])
  }
  return {
    ...recording,
    stacks: null,
    calls: { ...calls, edges: { ...calls.edges, line } },
    lines: lines.finish(),
  }
}

/** "func:line" and what it cost itself. */
function stackLines(recording: Recording) {
  const { weights } = stackWeights(recording)
  const { length, func, line, self } = computeLineTotals(recording.shared, weights, 'everything')
  return listed(Array.from({ length }, (_, row) => [func[row]!, line[row]!, self[row]!]))
}

function graphLines(recording: Recording) {
  assertIntegrity(recording)
  const { rows, values } = recording.lines!
  return listed(Array.from(rows.func, (func, row) => [func, rows.line[row]!, values[0]![row]!]))
}

function listed(rows: readonly (readonly [number, number, number])[]) {
  return Object.fromEntries(
    rows.flatMap(([func, line, cost]) =>
      cost > 0 ? [[`${func}:${line}`, Number(cost.toPrecision(9))]] : [],
    ),
  )
}

describe('linesOfGraph()', () => {
  it('leaves of measured lines what filters leave of those of whole stacks, wherever functions have one caller', () => {
    fc.assert(
      fc.property(trees, fc.nat(2 ** 20 - 1), (tree, bits) => {
        const recording = stacksOf(tree)
        const graph = graphOf(recording)
        const own = tree.callers.flatMap((_, k) => ((bits >> k) & 1 ? [k] : []))
        const test = (name: string) => own.some(k => name === `f${k}`)
        const transforms: Transform[] = [
          ...(['focus', 'ignore', 'show-from', 'prune-from', 'hide', 'show'] as const).map(kind => ({
            kind,
            test,
          })),
          ...(['focus-function', 'drop-function', 'collapse-function', 'focus-self'] as const).map(kind => ({
            kind,
            funcs: own,
          })),
        ]
        for (const transform of transforms) {
          const left = transformRecording(graph, transform)
          const expected = stackLines(transformRecording(recording, transform))
          expect([transform.kind, graphLines(left)]).toEqual([transform.kind, expected])
        }
      }),
      { numRuns: 15 },
    )
  })

  it('knows how often a line ran where all of it is left, and leaves its share where a part is', () => {
    // f1 and f2 each call f3, which costs 6 for one and 2 for the other.
    const shared = stacksOf({ callers: [-1, 0, 0, 1, 2], costs: [1, 1, 1, 6, 2] })
    const merged = graphOf(sameFunc(shared, { of: 4, as: 3 }))
    const left = transformRecording(merged, { kind: 'focus', test: name => name === 'f1' })
    const { rows, values } = left.lines!
    const figures = Array.from(rows.func, (func, row) => [func, rows.hits[row], values[0]![row]])
    expect(figures).toEqual([
      [1, 1, 1],
      [3, Number.NaN, 6],
    ])
    expect(isEstimated(left)).toBe(true)
    expect(isEstimated(merged)).toBe(false)
  })

  it('keeps the lines of what is left when functions call themselves, or a library becomes one', () => {
    const graph = graphOf(stacksOf({ callers: [-1, 0], costs: [1, 2] }))
    const kept = transformRecording(graph, { kind: 'collapse-direct-recursion', funcs: [0] })
    expect(graphLines(kept)).toEqual(graphLines(graph))
    const none = transformRecording(graph, { kind: 'collapse-library', name: 'nothing' })
    expect(graphLines(none)).toEqual(graphLines(graph))
  })
})

/** The recording with the frames of one func made another's. */
function sameFunc(recording: Recording, { of, as }: { of: number; as: number }): Recording {
  const { frames } = recording.shared
  const func = frames.func.map(own => (own === of ? as : own))
  return { ...recording, shared: { ...recording.shared, frames: { ...frames, func } } }
}
