import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pstatsText } from '../../../src/formats/pstats-text/format.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { livePythons, RELEASES, titleOf } from '../../support/live-pythons.ts'
import { readWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const PROGRAM = join(import.meta.dirname, 'pstats-text-program.py')

/** What pstats holds: functions as it prints them, (primitive calls, calls, self, total), callers. */
interface Held {
  readonly functions: [string, [number, number, number, number], [string, number | number[]][]][]
  readonly sums: [number, number, number]
}

/** A func as pstats prints it. */
function labelOf({ shared }: Recording, func: number): string {
  const name = shared.strings[shared.funcs.name[func]!]!
  const source = shared.funcs.source[func]!
  if (source === -1) return name.startsWith('<') ? `{${name.slice(1, -1)}}` : name
  return `${shared.strings[shared.sources.path[source]!]}:${shared.funcs.line[func]}(${name})`
}

function expectToHold(recording: Recording, { functions, sums }: Held): void {
  const { rows, edges, self, total, edgeSelf, edgeTotal } = recording.calls!
  const labels = Array.from(rows.func, func => labelOf(recording, func))
  expect([...labels].sort()).toEqual(functions.map(([label]) => label).sort())
  expect(recording.counters.slice(0, 2).map(({ value }) => value)).toEqual(sums.slice(0, 2))
  expect(recording.counters[2]!.value).toBeCloseTo(sums[2], 2.9)
  for (const [label, [primitive, calls, ownTime, wholeTime], callers] of functions) {
    const row = labels.indexOf(label)
    expect([rows.primitiveCalls[row], rows.calls[row]], label).toEqual([primitive, calls])
    expect(Math.abs(self[0]![row]! - ownTime)).toBeLessThanOrEqual(0.000501)
    expect(Math.abs(total[0]![row]! - wholeTime)).toBeLessThanOrEqual(0.000501)
    const found = Array.from(edges.callee.keys()).filter(edge => edges.callee[edge] === row)
    expect(found.map(edge => labels[edges.caller[edge]!]).sort(), label).toEqual(
      callers.map(([name]) => name).sort(),
    )
    for (const [caller, value] of callers) {
      const edge = found.find(edge => labels[edges.caller[edge]!] === caller)!
      if (typeof value === 'number') expect(edges.calls[edge]).toBe(value)
      else {
        expect([edges.calls[edge], edges.primitiveCalls[edge]]).toEqual(value.slice(0, 2))
        expect(Math.abs(edgeSelf[0]![edge]! - value[2]!)).toBeLessThanOrEqual(0.000501)
        expect(Math.abs(edgeTotal[0]![edge]! - value[3]!)).toBeLessThanOrEqual(0.000501)
      }
    }
  }
}

describe.each(RELEASES)('reports of CPython %s', release => {
  const python = livePythons().get(release)
  it.skipIf(python === undefined).each([
    ['cProfile', ['cumulative', 'time', 'name']],
    ['profile', ['stdname', 'calls']],
  ])(`${titleOf(release)}: what %s prints is what it holds`, async (module, keys) => {
    const output = execFileSync(python!.path, [PROGRAM, module, ...keys], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [text, json] = output.split(/^=====$/m) as [string, string]
    const held = JSON.parse(json) as Held[]
    const recordings = await readWith(pstatsText, new TextEncoder().encode(text), 'report.txt')
    expect(recordings.length).toBe(2)
    for (const [i, recording] of recordings.entries()) expectToHold(recording, held[i]!)
    expect(recordings[0]!.meta.recorder.name).toBe(module)
    tally('pstats-text', 'oracle')
  })
})
