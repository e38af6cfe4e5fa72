import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryProfiler } from '../../../src/formats/memory-profiler/format.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { readWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const PROGRAM = join(import.meta.dirname, 'memory-profiler-program.py')
const peer = findPeer('memory-profiler')

describe.skipIf(peer === null)('the report of memory_profiler', () => {
  it(`${peerTitle('memory-profiler')} says what it measured`, async () => {
    const [text, json] = peer!.run([PROGRAM]).split(/^=====$/m) as [string, string]
    const wanted = JSON.parse(json) as [string, number, number, number, number][]
    const [recording] = await readWith(memoryProfiler, new TextEncoder().encode(text), 'report.txt')
    const { rows, values } = recording!.lines!
    const { strings, sources, funcs } = recording!.shared
    expect(rows.length).toBe(wanted.length)
    for (const [i, [file, line, increment, memory, occurrences]] of wanted.entries()) {
      expect(strings[sources.path[rows.source[i]!]!]).toBe(file)
      expect([rows.line[i], rows.hits[i]]).toEqual([line, occurrences])
      expect(Math.abs(values[0]![i]! / 2 ** 20 - increment)).toBeLessThan(5.1e-6)
      expect(Math.abs(values[1]![i]! / 2 ** 20 - memory)).toBeLessThan(5.1e-6)
    }
    expect(Array.from(funcs.name, name => strings[name])).toEqual(['grow', 'build'])
    const source = readFileSync(PROGRAM, 'utf8').split('\n')
    const printed = strings[sources.text[0]!]!.split('\n')
    expect(printed.filter((line, i) => line !== '' && line !== source[i])).toEqual([])
    tally('memory-profiler', 'oracle')
  })
})
