import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { corpusFiles, fixtureFiles } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

interface File {
  readonly elapsed_time_sec: number
  readonly max_footprint_mb: number
  readonly files: Record<
    string,
    {
      readonly lines: readonly Record<string, number>[]
      readonly functions: readonly (Record<string, number> & { readonly line: string })[]
    }
  >
  readonly stacks?: readonly [readonly string[], { readonly cpu_samples: number; readonly count: number }][]
  readonly combined_stacks_timeline?: readonly { readonly count: number }[]
}

const SHARES = ['n_cpu_percent_python', 'n_cpu_percent_c', 'n_sys_percent'] as const
const files = [...corpusFiles('scalene'), ...fixtureFiles('scalene')]

describe.each(files.map(file => [file.path, file] as const))('%s', (_, file) => {
  const json = JSON.parse(new TextDecoder().decode(file.bytes())) as File

  it('has the figures of its lines', async () => {
    const [recording] = await readAny(file.bytes(), file.name)
    const { valueTypes, values, rows } = recording!.lines!
    const column = (name: string) => values[valueTypes.findIndex(type => type.name === name)]!
    const lines = Object.values(json.files).flatMap(({ lines }) => lines)
    expect(rows.length).toBe(lines.length)
    const seconds = json.elapsed_time_sec
    for (const [i, line] of lines.entries()) {
      for (const [k, name] of ['python', 'native', 'system'].entries()) {
        expect((column(name)[i]! / 1e9 / seconds) * 100).toBeCloseTo(line[SHARES[k]!]!, 9)
      }
      expect(column('peak')[i]! / 2 ** 20).toBeCloseTo(line.n_peak_mb!, 9)
      expect(rows.line[i]).toBe(line.lineno)
    }
    const total = lines.reduce((sum, line) => sum + SHARES.reduce((all, key) => all + line[key]!, 0), 0)
    const found = column('cpu').reduce((sum, value) => sum + value, 0)
    expect(found / 1e9).toBeCloseTo((total / 100) * seconds, 6)
    expect(recording!.counters.find(({ name }) => name === 'max-footprint')!.value).toBe(
      json.max_footprint_mb * 2 ** 20,
    )
    tally('scalene', 'oracle')
  })

  it("has nearly the functions' figures as the sums of their lines", async () => {
    const [recording] = await readAny(file.bytes(), file.name)
    const { shared, lines } = recording!
    const python = lines!.values[1]!
    for (const { functions } of Object.values(json.files)) {
      for (const entry of functions) {
        const func = Array.from(shared.funcs.name).findIndex(
          (name, i) => shared.strings[name] === entry.line && shared.funcs.line[i] === entry.lineno,
        )
        let sum = 0
        for (let row = 0; row < python.length; row++) if (lines!.rows.func[row] === func) sum += python[row]!
        const share = (sum / 1e9 / json.elapsed_time_sec) * 100
        // scalene gives a function some samples of what it defines within itself.
        expect(Math.abs(share - entry.n_cpu_percent_python!), entry.line).toBeLessThan(1)
      }
    }
  })

  it('has its stacks', async () => {
    const recordings = await readAny(file.bytes(), file.name)
    const { stacks } = recordings[0]!
    expect(stacks?.samples.length ?? 0).toBe(json.stacks?.length ?? 0)
    if (stacks !== null) {
      const samples = stacks.weights[3]!.reduce((sum, value) => sum + value, 0)
      expect(samples).toBe(json.stacks!.reduce((sum, [, { count }]) => sum + count, 0))
    }
    const timeline = json.combined_stacks_timeline
    if (timeline !== undefined) {
      const combined = recordings[1]!.stacks!
      expect(combined.weights[0]!.reduce((sum, value) => sum + value, 0)).toBe(
        timeline.reduce((sum, { count }) => sum + count, 0),
      )
      expect(recordings.length).toBe(3)
    }
  })
})
