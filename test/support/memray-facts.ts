import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { readAny } from '../../src/formats/opening/read-any.ts'
import type { Recording } from '../../src/model/recording.ts'
import type { Peer } from './peers.ts'
import { tally } from './tally.ts'

const FACTS = join(import.meta.dirname, '../oracle/sampled/memray-facts.py')

type Sums = Record<string, [number, number]>
type Row = readonly [peakObjects: number, objects: number, peakBytes: number, bytes: number]

/** What memray says of a capture file; keys are thread and stack as JSON. */
interface Facts {
  readonly peak: Sums
  readonly end: Sums | null
  readonly all: Sums | null
  readonly memory: readonly [number, number, number][] | null
  /** Of an aggregated file, objects and bytes at the peak and at the end, a row for each thread, stack and allocator. */
  readonly rows: readonly Row[] | null
  readonly pid: number
  readonly peak_memory: number
}

/** The sums of a pair of value types by place, as memray keys them; places without any are left out. */
function sumsOf({ shared, stacks }: Recording, kind: string): Sums {
  const { strings, funcs, frames, sources, threads } = shared
  const bytes = stacks!.weights[stacks!.valueTypes.findIndex(type => type.name === `${kind} bytes`)]!
  const count = stacks!.weights[stacks!.valueTypes.findIndex(type => type.name === `${kind} objects`)]!
  const sums: Sums = {}
  for (let i = 0; i < stacks!.samples.length; i++) {
    if (bytes[i] === 0 && count[i] === 0) continue
    const stack: [string, string, number][] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      const func = frames.func[frame]!
      const source = funcs.source[func]!
      if (source === -1) continue
      stack.unshift([
        strings[funcs.name[func]!]!,
        strings[sources.path[source]!]!,
        Math.max(0, frames.line[frame]!),
      ])
    }
    const name = strings[threads.name[stacks!.samples.thread[i]!]!]!
    // memray knows no name but those of threads that the program named.
    const thread = /^MainThread$|^Thread \d+$/.test(name) ? '' : name
    const key = JSON.stringify([thread, stack])
    const sum = sums[key] ?? [0, 0]
    sums[key] = [sum[0] + bytes[i]!, sum[1] + count[i]!]
  }
  return sums
}

/** The sums without their threads: all allocations are listed before memray knows the names. */
function withoutThreads(sums: Sums): Sums {
  const result: Sums = {}
  for (const [key, [bytes, count]] of Object.entries(sums)) {
    const stack = JSON.stringify((JSON.parse(key) as [string, unknown])[1])
    const sum = result[stack] ?? [0, 0]
    result[stack] = [sum[0] + bytes, sum[1] + count]
  }
  return result
}

/** The figures of each row, in an order of their own. */
function rowsOf({ stacks }: Recording): readonly string[] {
  const { valueTypes, weights, samples } = stacks!
  const columns = ['peak objects', 'in-use objects', 'peak bytes', 'in-use bytes'].map(
    wanted => weights[valueTypes.findIndex(({ name }) => name === wanted)]!,
  )
  return Array.from({ length: samples.length }, (_, row) =>
    columns.map(column => column[row]!).join(' '),
  ).sort()
}

/** The sums without how many objects they are of. */
function onlyBytes(sums: Sums): Sums {
  return Object.fromEntries(Object.entries(sums).map(([key, [bytes]]) => [key, [bytes, 0]]))
}

function expectSums(found: Sums, wanted: Sums, what: string): void {
  const keys = [...new Set([...Object.keys(found), ...Object.keys(wanted)])]
  const differing = keys.filter(key => String(found[key]) !== String(wanted[key]))
  const total = (sums: Sums) => Object.values(sums).reduce((all, [bytes]) => all + bytes, 0)
  const first = differing[0] ?? ''
  // A difference of everything would fill the screen.
  expect(
    differing.length,
    `${what}: ${total(found)} bytes for ${total(wanted)}, ${found[first]} for ${wanted[first]} of ${first}`,
  ).toBe(0)
}

/** Reads a capture file and compares all that memray says of it; of a large one only the peak, since each question takes
 *  memray a pass over the file. */
export async function expectFacts(peer: Peer, path: string, { isLarge = false } = {}): Promise<void> {
  const facts = JSON.parse(peer.run([FACTS, path, ...(isLarge ? ['large'] : [])])) as Facts
  const [recording] = await readAny(new Uint8Array(readFileSync(path)), path)
  // Of a stack with several allocators in an aggregated file memray's reader counts the objects of the first, and one for each other
  // (AggregatedCaptureReaggregator of 1.20): objects are compared with the rows that it parses.
  const known = facts.rows === null ? (sums: Sums) => sums : onlyBytes
  if (facts.rows !== null) expect(rowsOf(recording!)).toEqual(facts.rows.map(row => row.join(' ')).sort())
  expectSums(known(sumsOf(recording!, 'peak')), known(facts.peak), 'peak')
  if (facts.end !== null) expectSums(known(sumsOf(recording!, 'in-use')), known(facts.end), 'end')
  if (facts.all !== null)
    expectSums(withoutThreads(sumsOf(recording!, 'allocated')), withoutThreads(facts.all), 'all')
  expect(recording!.shared.processes.pid[0]).toBe(facts.pid)
  const start = Number(BigInt(recording!.meta.startTime!) / 1_000_000n)
  const [rss, heap] = recording!.timelines
  tally('memray', 'oracle')
  if (facts.memory === null) return
  expect(rss?.points.length ?? 0).toBe(facts.memory.length)
  for (const [i, [time, process, blocks]] of facts.memory.entries()) {
    expect([rss!.points.time[i]! / 1e6 + start, rss!.points.value[i]]).toEqual([time, process])
    // Blocks that were given out again without a free between count twice in memray's line, as in no other of its figures.
    expect(Math.abs(heap!.points.value[i]! - blocks)).toBeLessThanOrEqual(1e-5 * blocks)
  }
}
