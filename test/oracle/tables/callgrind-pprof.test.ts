import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { callsFromStacks } from '../../../src/analysis/tree/calls-from-stacks.ts'
import { secondsPer } from '../../../src/base/units.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles } from '../../support/corpus.ts'
import { findGoPprof } from '../../support/go-pprof.ts'
import { tally } from '../../support/tally.ts'

const pprof = findGoPprof()
const FILES = corpusFiles('pprof').filter(({ name }) =>
  /parca__profile1|nodejs-wall|cpu-js|query__testdata__fib|node-profile|profile1\.pb/.test(name),
)
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-pprof-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Self in nanoseconds by name of function, without what costs nothing. */
function selfByName({ shared, calls }: Recording): Record<string, number> {
  const sums = new Map<string, number>()
  const perUnit = Math.round((secondsPer(calls!.valueTypes[0]!.unit) ?? 1e-9) * 1e9)
  for (const [row, func] of calls!.rows.func.entries()) {
    const name = shared.strings[shared.funcs.name[func]!]!
    sums.set(name, (sums.get(name) ?? 0) + calls!.self[0]![row]! * perUnit)
  }
  return Object.fromEntries([...sums].filter(([, self]) => self !== 0))
}

describe.skipIf(pprof === null || FILES.length === 0)(
  'pprof -callgrind (needs Go’s pprof and the corpus)',
  () => {
    it.each(
      FILES.map(file => [file.name, file] as const),
    )('%s has the self costs of the profile', async (name, file) => {
      const [input, output] = [join(folder, 'input'), join(folder, 'output')]
      writeFileSync(input, file.bytes())
      const options = ['-symbolize=none', '-unit=nanoseconds', '-callgrind', `-output=${output}`, input]
      expect(spawnSync(pprof!, options).status).toBe(0)
      const [written] = await readAny(new Uint8Array(readFileSync(output)), 'x')
      expect(written!.meta.importedFrom!.format).toBe('callgrind')
      expect(written!.calls!.valueTypes[0]!.precision).toBe('sampled')
      const [profile] = await readAny(file.bytes(), name)
      const calls = callsFromStacks(profile!)
      const names = selfByName({ ...profile!, calls })
      expect(selfByName(written!)).toEqual(names)
      expect(Object.keys(names).length).toBeGreaterThan(0)
      tally('callgrind', 'oracle')
    })
  },
)
