import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { fixtureFiles } from '../../support/corpus.ts'
import { figuresOf } from '../../support/dot-oracle.ts'
import { tally } from '../../support/tally.ts'

// perf printed the same perf.data as samples (perf script) and as reports: self and total of every function must agree.
const SAMPLES = 'perf-6.1-three-events.txt'
const WITH_CHILDREN = [
  'default',
  'callee',
  'none',
  'fractal',
  'folded',
  'n',
  'csv',
  'tcount',
  'tperiod',
  'sort',
]
const WITHOUT_CHILDREN = ['nochildren', 'noch-n', 'hier']
const EVENTS = ['cpu-clock', 'page-faults', 'task-clock']

async function fixture(format: string, name: string): Promise<readonly Recording[]> {
  const file = fixtureFiles(format).find(found => found.name === name)!
  return readAny(file.bytes(), file.name)
}

/** Names of two binaries are added up. */
function byName(recording: Recording, values: Float64Array): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [func, value] of values.entries()) {
    const name = recording.shared.strings[recording.shared.funcs.name[func]!]!.replace(/^0x0*/, '0x')
    if (value !== 0) sums.set(name, (sums.get(name) ?? 0) + value)
  }
  return sums
}

async function wanted(event: string) {
  const [recording] = await fixture('perf-script', SAMPLES)
  const valueType = recording!.stacks!.valueTypes.findIndex(({ name }) => name === event)
  const figures = figuresOf(recording!, valueType)
  const edges = new Map<string, number>()
  const nameOf = (func: number) => recording!.shared.strings[recording!.shared.funcs.name[func]!]!
  for (const { caller, callee, total } of figures.edges)
    edges.set(`${nameOf(caller)} ${nameOf(callee)}`, total)
  return {
    self: byName(recording!, figures.self),
    total: byName(recording!, figures.total),
    edges,
    whole: figures.whole,
  }
}

function expectNear(
  found: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
  whole: number,
): void {
  for (const [name, value] of expected) {
    expect(
      Math.abs((found.get(name) ?? 0) - value),
      `${name} ${found.get(name)} ${value}`,
    ).toBeLessThanOrEqual(2e-4 * whole)
  }
}

describe('perf report', () => {
  it.each(WITH_CHILDREN)('%s says of functions and calls what the samples say', async name => {
    const recordings = await fixture('perf-report', `perf-6.1-${name}.txt`)
    expect(recordings).toHaveLength(EVENTS.length)
    for (const [i, event] of EVENTS.entries()) {
      const { self, total, edges, whole } = await wanted(event)
      const recording = recordings[i]!
      const figures = figuresOf(recording, 1)
      expect(recording.calls!.valueTypes[1]!.name).toBe(event)
      expectNear(byName(recording, figures.self), self, whole)
      if (name !== 'sort') expectNear(byName(recording, figures.total), total, whole)
      const nameOf = (func: number) => recording.shared.strings[recording.shared.funcs.name[func]!]!
      // `sort` has several rows a function, `-g count` says samples and no shares.
      for (const edge of name === 'sort' || name === 'tcount' ? [] : figures.edges) {
        const key = `${nameOf(edge.caller)} ${nameOf(edge.callee)}`.replace(/0x0*/g, '0x')
        expect(Math.abs(edge.total - (edges.get(key) ?? Number.NaN)), key).toBeLessThanOrEqual(3e-4 * whole)
      }
      tally('perf-report', 'oracle')
    }
  })

  it.each(WITHOUT_CHILDREN)('%s says of stacks what the samples say', async name => {
    const recordings = await fixture('perf-report', `perf-6.1-${name}.txt`)
    for (const [i, event] of EVENTS.entries()) {
      const { self, total, whole } = await wanted(event)
      const figures = figuresOf(recordings[i]!, 1)
      expectNear(byName(recordings[i]!, figures.self), self, whole)
      if (name !== 'hier') expectNear(byName(recordings[i]!, figures.total), total, whole)
      tally('perf-report', 'oracle')
    }
  })
})
