import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { callsFromStacks } from '../../analysis/tree/calls-from-stacks.ts'
import { seededRandom } from '../../base/random.ts'
import type { Recording } from '../../model/recording.ts'
import { queryFunctions } from '../functions/functions.ts'
import { type MapTreeAnswer, queryMapTree, querySquareMap } from './square-map.ts'

const recording = recordingFromText(`
  10                20                30                  40
  main[file:a.py]   main[file:a.py]   main[file:a.py]     idle[file:/x/site-packages/wait/b.py]
  f[file:a.py]      f[file:a.py]      g[file:p/c.py]
                    g[file:p/c.py]    f[file:a.py]
                                      f[file:a.py]
`)
const MS = 1e6

const nameOf = ({ shared }: Recording, groups: readonly string[], func: number) =>
  func < 0 ? groups[-1 - func]! : shared.strings[shared.funcs.name[func]!]!

/** Totals by path: "main/f". */
function paths(tree: MapTreeAnswer, of: Recording): Record<string, number> {
  const names: string[] = []
  const found: Record<string, number> = {}
  for (let i = 0; i < tree.length; i++) {
    const parent = tree.prefix[i]!
    names[i] = (parent === -1 ? '' : `${names[parent]}/`) + nameOf(of, tree.groups, tree.func[i]!)
    found[names[i]!] = Math.round(tree.totals[i]! / MS)
  }
  return found
}

const funcNamed = ({ shared }: Recording, name: string) =>
  Array.from(shared.funcs.name, index => shared.strings[index]).indexOf(name)

/** Stacks of few funcs, so that recursion of all kinds is common; and the samples as names. */
function randomStacks(seed: number): {
  recording: Recording
  samples: { names: string[]; weight: number }[]
} {
  const random = seededRandom(seed)
  const samples = Array.from({ length: 30 }, () => ({
    weight: 1 + Math.floor(random() * 9),
    names: Array.from({ length: 1 + Math.floor(random() * 8) }, () => 'abcd'[Math.floor(random() * 4)]!),
  }))
  const rows = Array.from({ length: 9 }, (_, depth) =>
    samples.map(({ names }) => (names[depth] ?? '').padEnd(4)).join(''),
  )
  const weights = samples.map(({ weight }) => String(weight).padEnd(4)).join('')
  return { recording: recordingFromText([weights, ...rows].join('\n')), samples }
}

describe('queryMapTree()', () => {
  it('groups functions by package and file, each once, as large as its self time', () => {
    const tree = queryMapTree(recording, { by: 'packages' })
    expect(paths(tree, recording)).toEqual({
      'a.py': 40,
      'a.py/f': 40,
      p: 20,
      'p/c.py': 20,
      'p/c.py/g': 20,
      wait: 40,
      'wait/b.py': 40,
      'wait/b.py/idle': 40,
    })
    expect(tree.total).toBe(100 * MS)
    expect(tree.isEstimated).toBe(false)
  })

  it('shows what one function called, recursion within itself', () => {
    const func = funcNamed(recording, 'f')
    expect(paths(queryMapTree(recording, { by: 'callees', func }), recording)).toEqual({
      f: 60,
      'f/g': 20,
      'f/f': 30,
    })
  })

  it('shows who called one function, by its outermost call', () => {
    const func = funcNamed(recording, 'f')
    expect(paths(queryMapTree(recording, { by: 'callers', func }), recording)).toEqual({
      f: 60,
      'f/main': 30,
      'f/g': 30,
      'f/g/main': 30,
    })
  })

  it.each([1, 2, 3, 4])('adds every sample up once, as walking the samples does (seed %i)', seed => {
    const { recording: random, samples } = randomStacks(seed)
    for (const name of 'abcd') {
      const func = funcNamed(random, name)
      if (func === -1) continue
      const callees: Record<string, number> = {}
      const callers: Record<string, number> = {}
      const add = (to: Record<string, number>, path: string[], weight: number) => {
        for (let i = 1; i <= path.length; i++) {
          const key = path.slice(0, i).join('/')
          to[key] = (to[key] ?? 0) + weight
        }
      }
      for (const { names, weight } of samples) {
        const at = names.indexOf(name)
        if (at === -1) continue
        add(callees, names.slice(at), weight)
        add(callers, names.slice(0, at + 1).reverse(), weight)
      }
      expect(paths(queryMapTree(random, { by: 'callees', func }), random)).toEqual(callees)
      expect(paths(queryMapTree(random, { by: 'callers', func }), random)).toEqual(callers)
    }
  })

  it('estimates from a call graph, and says so; packages stay exact', () => {
    const calls = callsFromStacks(recording)
    const only: Recording = { ...recording, stacks: null, calls }
    expect(queryMapTree(only).isEstimated).toBe(true)
    const func = funcNamed(only, 'g')
    const callers = queryMapTree(only, { by: 'callers', func })
    expect(callers.isEstimated).toBe(true)
    expect(callers.total).toBeCloseTo(50 * MS, 3)
    const callees = queryMapTree(only, { by: 'callees', func })
    expect(callees.total).toBeCloseTo(50 * MS, 3)
    expect(paths(callees, only)).toMatchObject({ g: 50, 'g/f': 30 })
    const packages = queryMapTree(only, { by: 'packages' })
    expect([packages.isEstimated, packages.total]).toEqual([false, 100 * MS])
    expect(paths(packages, only)).toEqual(paths(queryMapTree(recording, { by: 'packages' }), recording))
  })

  it('refuses a recording with nothing to draw, and functions it has not', () => {
    expect(() => queryMapTree({ ...recording, stacks: null })).toThrow(TypeError)
    expect(() => queryMapTree(recording, { by: 'callers' })).toThrow(RangeError)
    expect(() => queryMapTree(recording, { by: 'callees', func: 99 })).toThrow(RangeError)
  })
})

describe('querySquareMap()', () => {
  it('adds up to the functions table over all boxes', () => {
    const large = generateRecording({ stacks: 3000, samples: 9000, seed: 5, funcs: 40 })
    const map = querySquareMap(queryMapTree(large), {
      width: 1e6,
      height: 1e6,
      header: 0,
      padding: 0,
      isJoined: false,
      least: 0.1,
      nesting: 'squarified',
    })
    const self = new Float64Array(large.shared.funcs.length)
    for (let box = 0; box < map.boxes.length; box++) {
      expect(map.boxes.node[box]).not.toBe(-1)
      self[map.chain[map.chainStart[box]!]!]! += map.self[box]!
    }
    const { rows } = queryFunctions(large)
    for (let row = 0; row < rows.length; row++) expect(self[rows.func[row]!]).toBe(rows.self[row])
  })

  it('names the wrappers of a box and the way to what fills the map', () => {
    const chain = recordingFromText(`
      1     1
      main  main
      run   run
      a     b
    `)
    const options = { width: 400, height: 300, nesting: 'squarified' } as const
    const tree = queryMapTree(chain)
    const map = querySquareMap(tree, options)
    expect(Array.from(map.chain.subarray(0, map.chainStart[1]), func => nameOf(chain, [], func))).toEqual([
      'main',
      'run',
    ])
    const path = ['main', 'run', 'b'].map(name => funcNamed(chain, name))
    const zoomed = querySquareMap(tree, { ...options, path })
    expect(zoomed.way).toEqual(path)
    expect([zoomed.boxes.length, zoomed.boxes.width[0], zoomed.shown]).toEqual([1, 400, MS])
    expect(querySquareMap(tree, { ...options, path: [...path, 77] }).way).toEqual(path)
  })
})
