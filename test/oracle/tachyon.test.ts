import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { detectFormat } from '../../src/formats/registry.ts'
import { tachyon } from '../../src/formats/tachyon/format.ts'
import type { Recording } from '../../src/model/recording.ts'
import { SampleFlag, ThreadState } from '../../src/model/tables.ts'
import { livePythons, titleOf } from '../support/live-pythons.ts'
import { readWith } from '../support/read-format.ts'
import { tally } from '../support/tally.ts'

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

describe.skipIf(python === undefined)('binary profiles of CPython 3.15', () => {
  it.each([
    ['all threads, compressed', ['-a', '--compression', 'zstd']],
    ['all threads, plain', ['-a', '--compression', 'none']],
    ['the main thread, native frames and bytecode', ['--native', '--opcodes']],
    ['processor time', ['-a', '--mode', 'cpu']],
  ])(
    `${titleOf('3.15')}: %s have the samples that its own reader gives`,
    async (_, options) => {
      const path = join(folder, 'profile.bin')
      const program = join(HERE, 'tachyon-program.py')
      run([join(HERE, 'tachyon-run.py'), python!.path, 'run', '--binary', ...options, '-o', path, program])
      const [head, ...lines] = run([join(HERE, 'tachyon-content.py'), path])
        .trim()
        .split('\n')
      const info = JSON.parse(head!) as Record<string, number>
      const wanted = lines.map(line => JSON.parse(line) as Sample)
      expect(wanted.length).toBeGreaterThan(200)
      const bytes = readFileSync(path)
      expect(detectFormat(bytes.subarray(0, 65_536), null)?.format.id).toBe('tachyon')
      const [recording] = await readWith(tachyon, bytes, path)
      const rows = Array.from(recording!.stacks!.samples.stack.keys())
      const found = rows.map(row => sampleOf(recording!, row, info.start_time_us!))
      // A frame that is no code has no place; a status is compared by the bits that have a place in a recording.
      const place = (sample: Sample): Sample => [
        ...(sample.slice(0, 3) as [number, number, number]),
        sample[3] & 3,
        sample[4].map(([file, line, endLine, ...rest]) => [
          file,
          Math.max(0, line),
          Math.max(0, endLine),
          ...rest,
        ]),
      ]
      expect(byThread(found)).toEqual(byThread(wanted).map(place))
      expect(recording!.meta.duration! / 1e9).toBeCloseTo(info.duration_sec!, 9)
      expect(recording!.meta.quality!.askedRate).toBe(1e6 / info.sample_interval_us!)
      expect(recording!.meta.extra.failedSamplesPercent).toBe(info.error_rate)
      expect(recording!.stacks!.valueTypes[0]!.name).toBe(options.includes('cpu') ? 'cpu' : 'wall')
      tally('tachyon', 'oracle')
    },
    60_000,
  )
})
