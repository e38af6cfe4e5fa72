import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import type { Recording } from '../../model/recording.ts'
import { callsFromStacks } from '../tree/calls-from-stacks.ts'
import type { Transform } from './transform.ts'
import { transformRecording } from './transform-recording.ts'

/** Self and total by name. */
function figures({ calls, shared }: Recording) {
  const { rows, self, total } = calls!
  const all = Array.from(rows.func, (func, row) => [
    shared.strings[shared.funcs.name[func]!]!,
    [self[0]![row]!, total[0]![row]!].map(value => Number(value.toPrecision(9))),
  ])
  return Object.fromEntries(all.filter(([, of]) => Number(of![1]) > 0).sort())
}

const asCalls = (recording: Recording): Recording => ({
  ...recording,
  calls: callsFromStacks(recording),
  stacks: null,
})

/** Recordings in which every function has one caller: who called whom then says all that whole stacks do. */
const trees = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
    maxLength: 20,
  })
  .map(picks => {
    const paths: string[][] = [['r']]
    for (const [at] of picks) paths.push([...paths[at % paths.length]!, `f${paths.length}`])
    const columns = paths.map((path, i) => ({ path, weight: picks[i % picks.length]![1] }))
    return { columns }
  })

const FILTERS = ['focus', 'ignore', 'show-from', 'prune-from', 'hide', 'show'] as const

describe('transformCalls()', () => {
  it('leaves what filters of whole stacks leave, wherever functions have one caller', () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 0, max: 2 ** 21 - 1 }), ({ columns }, bits) => {
        const recording = recordingOf(columns)
        const meant = new Set(columns.filter((_, k) => (bits >> k) & 1).map(({ path }) => path.at(-1)!))
        const { strings, funcs } = recording.shared
        const test = (name: string) => meant.has(name)
        const own = Array.from(funcs.name.keys()).filter(func => test(strings[funcs.name[func]!]!))
        const transforms: Transform[] = [
          ...FILTERS.map(kind => ({ kind, test })),
          ...(['focus-function', 'drop-function', 'collapse-function', 'focus-self'] as const).map(kind => ({
            kind,
            funcs: own,
          })),
        ]
        for (const transform of transforms) {
          const expected = figures(asCalls(transformRecording(recording, transform)))
          const cut = transformRecording(asCalls(recording), transform)
          expect([transform.kind, figures(cut)]).toEqual([transform.kind, expected])
          expect(cut.meta.warnings).toEqual(recording.meta.warnings)
        }
      }),
      { numRuns: 60 },
    )
  })
})

function recordingOf(columns: readonly { path: readonly string[]; weight: number }[]): Recording {
  const depth = Math.max(...columns.map(({ path }) => path.length))
  const cell = (text: string | number) => String(text).padEnd(6)
  const rows = [
    columns.map(({ weight }) => cell(weight)).join(''),
    ...Array.from({ length: depth }, (_, d) => columns.map(({ path }) => cell(path[d] ?? '')).join('')),
  ]
  return recordingFromText(`\n${rows.join('\n')}\n`)
}
