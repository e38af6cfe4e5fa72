import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { detectFormat } from '../../../src/formats/registry.ts'
import { tracemalloc } from '../../../src/formats/tracemalloc/format.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { livePythons, RELEASES, titleOf } from '../../support/live-pythons.ts'
import { readWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const PROGRAM = join(import.meta.dirname, 'tracemalloc-program.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-tracemalloc-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Answer {
  /** File, line, bytes, objects. */
  readonly lines: [string, number, number, number][]
  /** Frames outermost first, bytes, objects. */
  readonly tracebacks: [[string, number][], number, number][]
  readonly domains: [number, number][]
}

/** Bytes and objects added up by what `keyOf` says of a row; innermost frame last. */
function sumsOf(recording: Recording, keyOf: (frames: string[], row: number) => string): Map<string, string> {
  const { shared, stacks } = recording
  const sums = new Map<string, [number, number]>()
  for (let row = 0; row < stacks!.samples.length; row++) {
    const frames: string[] = []
    for (let at = stacks!.samples.stack[row]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      const path = shared.strings[shared.sources.path[shared.funcs.source[shared.frames.func[frame]!]!]!]
      frames.unshift(`${path}:${shared.frames.line[frame]}`)
    }
    const sum = sums.get(keyOf(frames, row)) ?? [0, 0]
    sum[0] += stacks!.weights[0]![row]!
    sum[1] += stacks!.weights[1]![row]!
    sums.set(keyOf(frames, row), sum)
  }
  return new Map(
    [...sums].map(([key, sum]) => [key, sum.join()] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

const sorted = (entries: [string, string][]) => new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))

describe.each(RELEASES.filter(release => release !== '2.7'))('a snapshot of CPython %s', release => {
  const python = livePythons().get(release)
  it.skipIf(python === undefined)(`${titleOf(release)} has the sums of its own statistics`, async () => {
    const path = join(folder, `${release}.pickle`)
    const answer = JSON.parse(execFileSync(python!.path, [PROGRAM, path], { encoding: 'utf8' })) as Answer
    for (const file of [path, `${path}.0`]) {
      const bytes = readFileSync(file)
      expect(detectFormat(bytes.subarray(0, 65_536), null)?.format.id).toBe('tracemalloc')
      const [recording] = await readWith(tracemalloc, bytes, file)
      expect(sumsOf(recording!, frames => frames.at(-1)!)).toEqual(
        sorted(answer.lines.map(([name, line, size, count]) => [`${name}:${line}`, `${size},${count}`])),
      )
      expect(sumsOf(recording!, frames => frames.join(' '))).toEqual(
        sorted(
          answer.tracebacks.map(([frames, size, count]) => [
            frames.map(([name, line]) => `${name}:${line}`).join(' '),
            `${size},${count}`,
          ]),
        ),
      )
      const { labels } = recording!.shared
      const domainOf = (_: string[], row: number) => {
        const set = recording!.stacks!.samples.labels[row]!
        return String(set === -1 ? 0 : labels.number[labels.set.indexOf(set)])
      }
      const domains = [...sumsOf(recording!, domainOf)].map(([domain, sum]) => [
        Number(domain),
        Number(sum.split(',')[0]),
      ])
      expect(domains.sort((a, b) => a[0]! - b[0]!)).toEqual(answer.domains)
      tally('tracemalloc', 'oracle')
    }
  })
})
