import { describe, expect, it } from 'vitest'
import { assertIntegrity } from '../../model/integrity.ts'
import { LinesBuilder, StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import type { Transform } from './transform.ts'
import { transformRecording } from './transform-recording.ts'

const TIME: ValueType = { name: 'time', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }
/** Function, file, line, cost. */
const LINES = [
  ['alpha', '/app/a.py', 2, 10],
  ['alpha', '/app/a.py', 12, 20],
  ['beta', '/app/b.py', 5, 40],
  ['dumps', '/usr/lib/python3.12/json/__init__.py', 183, 80],
  ['read_alpha', '/app/sub/c.py', 9, 160],
] as const

/** The lines alone, with a function that never ran; and stacks of one frame each that cost the same. */
function bothKinds(): { readonly lines: Recording; readonly stacks: Recording } {
  const shared = new SharedBuilder()
  const lines = new LinesBuilder([TIME])
  const stacks = new StacksBuilder([TIME])
  for (const [name, file, line, cost] of LINES) {
    const func = shared.func({ name, file, line: 1, kind: FuncKind.python })
    lines.add({ source: shared.source(file), line, func, hits: 1 }, [cost])
    stacks.add({ stack: shared.stack(-1, shared.plainFrame(func, line)) }, [cost])
  }
  shared.func({ name: 'never_alpha', file: '/app/a.py', line: 90, kind: FuncKind.python })
  const tables = shared.finish()
  const recorder = { name: 'test', version: null, mode: 'lines', settings: {} }
  const about = { ...NO_PARTS, meta: meta({ name: 'made', recorder }), shared: tables }
  return { lines: { ...about, lines: lines.finish() }, stacks: { ...about, stacks: stacks.finish(false) } }
}

const of = (pattern: string) => (text: string) => new RegExp(pattern).test(text)
const named = (name: string) => {
  const { strings, funcs } = bothKinds().lines.shared
  return [funcs.name.findIndex(index => strings[index] === name)]
}

function costsOfLines({ lines }: Recording): number[] {
  return [...lines!.values[0]!]
}

function costsOfStacks({ stacks }: Recording): number[] {
  return [...stacks!.weights[0]!.filter((_, i) => stacks!.samples.stack[i] !== -1)]
}

describe('transformLines()', () => {
  it.each<Transform>([
    { kind: 'focus', test: of('alpha') },
    { kind: 'focus', test: of('^/app/') },
    { kind: 'focus', test: of('nobody') },
    { kind: 'ignore', test: of('alpha') },
    { kind: 'ignore', test: of('json') },
    { kind: 'hide', test: of('sub/c|beta') },
    { kind: 'show', test: of('a\\.py$') },
    { kind: 'focus-function', funcs: named('alpha') },
    { kind: 'focus-self', funcs: named('beta') },
    { kind: 'drop-function', funcs: named('read_alpha') },
  ])('keeps what stacks of one frame keep: %j', transform => {
    const { lines, stacks } = bothKinds()
    const left = transformRecording(lines, transform)
    assertIntegrity(left)
    expect(costsOfLines(left)).toEqual(costsOfStacks(transformRecording(stacks, transform)))
  })

  it('knows single lines by their places', () => {
    const { lines } = bothKinds()
    expect(costsOfLines(transformRecording(lines, { kind: 'focus', test: of('a\\.py:12$') }))).toEqual([20])
    expect(costsOfLines(transformRecording(lines, { kind: 'ignore', test: of('a\\.py:12$') }))).toEqual([
      10, 40, 80, 160,
    ])
  })

  it('leaves out what presets fold: nothing says who called it', () => {
    const { lines } = bothKinds()
    const left = transformRecording(lines, { kind: 'preset', preset: 'only-my-code' })
    expect(costsOfLines(left)).toEqual([10, 20, 40, 160])
  })

  it('keeps functions that never ran where they match, and no others', () => {
    const namesLeft = (transform: Transform) => {
      const { shared } = transformRecording(bothKinds().lines, transform)
      const isLeft = (func: number) => shared.funcs.kind[func] !== FuncKind.marker
      return [...shared.funcs.name.keys()]
        .filter(isLeft)
        .map(func => shared.strings[shared.funcs.name[func]!]!)
    }
    expect(namesLeft({ kind: 'focus', test: of('alpha') })).toEqual(['alpha', 'read_alpha', 'never_alpha'])
    expect(namesLeft({ kind: 'ignore', test: of('alpha') })).toEqual(['beta', 'dumps'])
    expect(namesLeft({ kind: 'focus', test: of('a\\.py:12') })).toEqual(['alpha'])
  })

  it.each<Transform>([
    { kind: 'show-from', test: of('a') },
    { kind: 'prune-from', test: of('a') },
    { kind: 'merge-function', funcs: [0] },
    { kind: 'collapse-library', name: 'json' },
    { kind: 'tagroot', keys: ['thread'] },
  ])('refuses by name what lines do not say: $kind', transform => {
    expect(() => transformRecording(bothKinds().lines, transform)).toThrow(
      new RegExp(`holds figures of lines.*${transform.kind}`),
    )
  })
})
