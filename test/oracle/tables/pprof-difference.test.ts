import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { putUnder } from '../../../src/analysis/difference/put-under.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { pprof } from '../../../src/formats/pprof/format.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { queryFunctions } from '../../../src/query/functions/functions.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { generateRecording } from '../../support/generate-recording.ts'
import { findGoPprof } from '../../support/go-pprof.ts'
import { writeWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const tool = findGoPprof()
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-pprof-difference-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Differences of flat and cumulative by function, as pprof prints them, in the unit of the type. */
function theirDeltas(
  paths: { own: string; base: string },
  { type, unit, isNormalised }: { type: string; unit: string; isNormalised: boolean },
): Map<string, { self: number; total: number }> {
  const options = ['-top', '-nodecount=1000000', '-nodefraction=0', '-symbolize=none', `-unit=${unit}`]
  const args = [...options, `-sample_index=${type}`, ...(isNormalised ? ['-normalize'] : [])]
  const text = execFileSync(tool!, [...args, `-base=${paths.base}`, paths.own], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const rows = new Map<string, { self: number; total: number }>()
  const row =
    /^\s*(-?[\d.e+]+)[a-zA-Z]*\s+\S+\s+\S+\s+(-?[\d.e+]+)[a-zA-Z]*\s+\S+\s+(.*?)(?: \(inline\)| \(partial-inline\))?$/
  for (const line of text.split('\n')) {
    const [, flat, cum, name] = row.exec(line) ?? []
    if (name !== undefined) rows.set(name, { self: Number(flat), total: Number(cum) })
  }
  return rows
}

/** Ours; pprof's -normalize multiplies the recording where we multiply the base, so it is `factor` times ours. */
function ourDeltas(own: Recording, base: Recording, valueType: number, isNormalised: boolean) {
  const joined = putUnder(own, base, isNormalised ? 'total' : 'none')
  const { rows, difference, total } = queryFunctions(joined, { valueType })
  const plain = queryFunctions(base, { valueType }).total
  const factor = isNormalised ? plain / total : 1
  const deltas = new Map<string, { self: number; total: number }>()
  const twice = new Set<string>()
  for (let row = 0; row < rows.length; row++) {
    const name = joined.shared.strings[joined.shared.funcs.name[rows.func[row]!]!]!
    if (deltas.has(name)) twice.add(name)
    deltas.set(name, {
      self: factor * (rows.self[row]! - difference!.self[row]!),
      total: factor * (rows.total[row]! - difference!.total[row]!),
    })
  }
  // Other tools add functions of one name up, or do not.
  for (const name of twice) deltas.delete(name)
  return { deltas, largest: Math.max(total, plain) }
}

const UNITS: Readonly<Record<string, string>> = { nanoseconds: 'nanoseconds', count: 'count', bytes: 'b' }

async function expectSameDeltas(own: Recording, base: Recording): Promise<number> {
  const paths = { own: join(folder, 'own.pb.gz'), base: join(folder, 'base.pb.gz') }
  writeFileSync(paths.own, await writeWith(pprof, [own]))
  writeFileSync(paths.base, await writeWith(pprof, [base]))
  let compared = 0
  for (const [index, { name: type, unit }] of own.stacks!.valueTypes.entries()) {
    if (UNITS[unit] === undefined) continue
    for (const isNormalised of [false, true]) {
      const { deltas, largest } = ourDeltas(own, base, index, isNormalised)
      if (!(largest > 0)) continue
      const theirs = theirDeltas(paths, { type, unit: UNITS[unit]!, isNormalised })
      for (const [name, ours] of deltas) {
        const other = theirs.get(name)
        if (other === undefined) continue
        compared++
        // It prints five digits, and normalises sample by sample in whole numbers.
        const room =
          1e-4 * Math.max(Math.abs(ours.self), Math.abs(ours.total)) +
          (isNormalised ? 1e-3 * largest + 50 : 1)
        expect(Math.abs(other.self - ours.self), `self of ${name}`).toBeLessThanOrEqual(room)
        expect(Math.abs(other.total - ours.total), `total of ${name}`).toBeLessThanOrEqual(room)
      }
    }
  }
  return compared
}

/** The same profile as if every third row had not been measured and the others had cost half as much again. */
function changed(recording: Recording): Recording {
  const part = recording.stacks!
  const weights = part.weights.map(column =>
    column.map((weight, row) => (row % 3 === 0 ? 0 : row % 3 === 1 ? weight : 2 * weight)),
  )
  return { ...recording, stacks: { ...part, weights } }
}

describe.skipIf(tool === null)(
  'differences are those of pprof -base, also with -normalize (needs pprof of Go)',
  () => {
    it('of two made recordings', async () => {
      const own = generateRecording({ stacks: 1500, samples: 3000, funcs: 200, seed: 1 })
      const base = generateRecording({ stacks: 1500, samples: 4000, funcs: 200, seed: 2 })
      expect(await expectSameDeltas(own, base)).toBeGreaterThan(400)
    })

    it.runIf(hasCorpus)('of the files of the corpus, each beside a changed copy', async () => {
      let files = 0
      for (const file of corpusFiles('pprof')) {
        const [recording] = await readAny(file.bytes(), file.name).catch(() => [])
        if (recording?.stacks == null || recording.stacks.samples.length < 3) continue
        const compared = await expectSameDeltas(recording, changed(recording))
        if (compared === 0) continue
        files++
        tally('pprof -base', 'oracle')
      }
      expect(files).toBeGreaterThan(8)
    })
  },
)
