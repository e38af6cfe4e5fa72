import { describe, expect, it } from 'vitest'
import { putUnder } from '../../src/analysis/difference/put-under.ts'
import { splitSides } from '../../src/analysis/difference/split-sides.ts'
import { withCalls } from '../../src/analysis/tree/calls-from-stacks.ts'
import { assertIntegrity } from '../../src/model/integrity.ts'
import type { Recording } from '../../src/model/recording.ts'
import { parseTransform } from '../../src/query/filter/transform-grammar.ts'
import { applyTransform } from '../../src/query/filter/transforms.ts'
import { queryFunctions } from '../../src/query/functions/functions.ts'
import { forAllSamples, recordingOf } from '../support/arbitrary-recording.ts'

/** Both figures of every function, by name and line. */
function figuresOf(joined: Recording): Map<string, number[]> {
  const { rows, difference } = queryFunctions(joined)
  const { funcs, strings } = joined.shared
  return new Map(
    Array.from(rows.func, (func, row) => [
      `${strings[funcs.name[func]!]}:${funcs.line[func]}`,
      [rows.self[row]!, rows.total[row]!, difference!.self[row]!, difference!.total[row]!],
    ]),
  )
}

function expectSame(joined: Recording, made: { own: Recording; base: Recording }): void {
  const { own, base } = splitSides(joined, made)
  assertIntegrity(own)
  assertIntegrity(base)
  const again = putUnder(own, base, 'none')
  const [before, after] = [figuresOf(joined), figuresOf(again)]
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
  for (const [name, figures] of before) {
    for (const [i, figure] of figures.entries()) expect(after.get(name)![i]).toBeCloseTo(figure, 6)
  }
}

describe('a comparison that was taken apart', () => {
  it('is the same when it is put together again, after transforms of single nodes too', () => {
    forAllSamples(samples => {
      const own = recordingOf(samples.filter((_, i) => i % 3 !== 0))
      const base = recordingOf(samples.filter((_, i) => i % 3 !== 1))
      for (const how of ['rate', 'total'] as const) {
        const joined = putUnder(own, base, how)
        expectSame(joined, { own, base })
        const { prefix, frame } = joined.shared.stacks
        if (frame.length === 0) continue
        const path: number[] = []
        for (let at = frame.length - 1; at !== -1; at = prefix[at]!) {
          path.unshift(joined.shared.frames.func[frame[at]!]!)
        }
        const steps = path.map(func => `@${func}`).join(';')
        for (const text of [`merge-node:${steps}`, `focus-subtree:${steps}`, 'hide:a']) {
          const done = applyTransform(joined, parseTransform(text)).recording
          expectSame(done, { own, base })
        }
      }
    })
  })

  it('is the same for call graphs', () => {
    forAllSamples(samples => {
      const own = { ...withCalls(recordingOf(samples.filter((_, i) => i % 3 !== 0))), stacks: null }
      const base = { ...withCalls(recordingOf(samples.filter((_, i) => i % 3 !== 1))), stacks: null }
      expectSame(putUnder(own, base, 'total'), { own, base })
    })
  })
})
