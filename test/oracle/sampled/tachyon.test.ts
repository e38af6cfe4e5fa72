import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { detectFormat } from '../../../src/formats/registry.ts'
import { samplingJsonl } from '../../../src/formats/sampling-jsonl/format.ts'
import { tachyon } from '../../../src/formats/tachyon/format.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { SampleFlag, ThreadState } from '../../../src/model/tables.ts'
import { livePythons, titleOf } from '../../support/live-pythons.ts'
import { readWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const HERE = import.meta.dirname
const python = livePythons().get('3.15')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-tachyon-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Microseconds, thread, interpreter, status, frames innermost first: file, line, end line, columns, function. */
type Sample = [number, number, number, number, [string, number, number, number, number, string][]]

function run(args: readonly string[]): string {
  return execFileSync(python!.path, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

/** The sample of a row, as Python's own reader gives it. */
function sampleOf({ shared, stacks }: Recording, row: number, start: number): Sample {
  const { samples } = stacks!
  const { frames, funcs, strings, sources, threads } = shared
  const found: Sample[4] = []
  for (let at = samples.stack[row]!; at !== -1; at = shared.stacks.prefix[at]!) {
    const frame = shared.stacks.frame[at]!
    const func = frames.func[frame]!
    const source = funcs.source[func]!
    const file = source === -1 ? '~' : strings[sources.path[source]!]!
    const none = (value: number, unknown: number) => (value === -1 ? unknown : value)
    found.push([
      file,
      none(frames.line[frame]!, 0),
      none(frames.endLine[frame]!, 0),
      none(frames.column[frame]! - 1, -1) < 0 ? -1 : frames.column[frame]! - 1,
      frames.endColumn[frame]! === -1 ? -1 : frames.endColumn[frame]! - 1,
      strings[funcs.name[func]!]!,
    ])
  }
  const thread = samples.thread[row]!
  const status =
    ((samples.flags[row]! & SampleFlag.holdsGil) === 0 ? 0 : 1) |
    (samples.state[row] === ThreadState.running ? 2 : 0)
  return [start + samples.time[row]! / 1000, threads.tid[thread]!, 0, status, found]
}

const byThread = (samples: Sample[]) =>
  samples
    .map((sample, i) => [sample, i] as const)
    .sort(([a, i], [b, k]) => a[1] - b[1] || a[0] - b[0] || i - k)
    .map(([sample]) => sample)

// A frame that is no code has no place; a status is compared by the bits that have a place in a recording.
const place = (sample: Sample): Sample => [
  ...(sample.slice(0, 3) as [number, number, number]),
  sample[3] & 3,
  sample[4].map(([file, line, endLine, ...rest]) => [file, Math.max(0, line), Math.max(0, endLine), ...rest]),
]

/** Reads a profile with Python's own reader and with ours, and expects the same samples. */
async function readBoth(path: string) {
  const [head, ...lines] = run([join(HERE, 'tachyon-content.py'), path])
    .trim()
    .split('\n')
  const info = JSON.parse(head!) as Record<string, number>
  const wanted = lines.map(line => JSON.parse(line) as Sample)
  const bytes = readFileSync(path)
  expect(detectFormat(bytes.subarray(0, 65_536), null)?.format.id).toBe('tachyon')
  const [recording] = await readWith(tachyon, bytes, path)
  const rows = Array.from(recording!.stacks!.samples.stack.keys())
  const found = rows.map(row => sampleOf(recording!, row, info.start_time_us!))
  expect(byThread(found)).toEqual(byThread(wanted).map(place))
  return { wanted, info, recording: recording! }
}

describe.skipIf(python === undefined)('binary profiles of CPython 3.15', () => {
  it.each([
    ['all threads, compressed', ['-a', '--compression', 'zstd']],
    ['all threads, plain', ['-a', '--compression', 'none']],
    ['the main thread, native frames and bytecode', ['--native', '--opcodes']],
    ['processor time', ['-a', '--mode', 'cpu']],
  ])(`${titleOf('3.15')}: %s have the samples that its own reader gives`, async (_, options) => {
    const path = join(folder, 'profile.bin')
    const program = join(HERE, 'tachyon-program.py')
    run([join(HERE, 'tachyon-run.py'), python!.path, 'run', '--binary', ...options, '-o', path, program])
    const { wanted, info, recording } = await readBoth(path)
    expect(wanted.length).toBeGreaterThan(200)
    expect(recording.meta.duration! / 1e9).toBeCloseTo(info.duration_sec!, 9)
    expect(recording.meta.quality!.askedRate).toBe(1e6 / info.sample_interval_us!)
    expect(recording.meta.extra.failedSamplesPercent).toBe(info.error_rate)
    expect(recording.stacks!.valueTypes[0]!.name).toBe(options.includes('cpu') ? 'cpu' : 'wall')
    tally('tachyon', 'oracle')
  })

  it(`${titleOf('3.15')}: threads that are seen without frames have the samples that its own reader gives`, async () => {
    const path = join(folder, 'empty-stacks.bin')
    run([join(HERE, 'tachyon-empty-stacks.py'), path])
    const { wanted } = await readBoth(path)
    expect(wanted.filter(sample => sample[4].length === 0)).toHaveLength(5)
    tally('tachyon', 'oracle')
  })

  it(`${titleOf('3.15')}: JSON lines made of a binary profile say what the samples say`, async () => {
    const path = join(folder, 'again.bin')
    const lines = join(folder, 'again.jsonl')
    const start = [join(HERE, 'tachyon-run.py'), python!.path]
    run([...start, 'run', '-a', '--binary', '-o', path, join(HERE, 'tachyon-program.py')])
    run([...start, 'replay', '--jsonl', '-o', lines, path])
    const [samples] = await readWith(tachyon, readFileSync(path), path)
    const [found] = await readWith(samplingJsonl, readFileSync(lines), lines)
    const self = new Map<string, number>()
    const { shared, stacks } = samples!
    const isOwn = (func: number) => {
      const source = shared.funcs.source[func]!
      return source !== -1 && shared.strings[shared.sources.path[source]!]!.endsWith('_sync_coordinator.py')
    }
    const funcOf = (stack: number) => shared.frames.func[shared.stacks.frame[stack]!]!
    for (const leaf of stacks!.samples.stack) {
      // Frames of the profiler itself are left out by its collectors.
      let stack = leaf
      while (stack !== -1 && isOwn(funcOf(stack))) stack = shared.stacks.prefix[stack]!
      if (stack === -1) continue
      const func = funcOf(stack)
      const name = shared.strings[shared.funcs.name[func]!]!
      self.set(name, (self.get(name) ?? 0) + 1)
    }
    const calls = found!.calls!
    const sums = new Map<string, number>()
    for (let row = 0; row < calls.rows.length; row++) {
      const name = found!.shared.strings[found!.shared.funcs.name[calls.rows.func[row]!]!]!
      const known = (sums.get(name) ?? 0) + calls.self[1]![row]!
      if (known > 0) sums.set(name, known)
    }
    expect(sums).toEqual(self)
    expect(sums.get('busy')).toBeGreaterThan(100)
    expect(found!.counters[0]!.value).toBe([...sums.values()].reduce((all, count) => all + count, 0))
    tally('sampling-jsonl', 'oracle')
  })
})
