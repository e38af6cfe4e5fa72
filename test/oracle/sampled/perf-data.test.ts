import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { PERF, perfScriptSamples, samplesLikePerf } from '../../support/perf-samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-perf-data-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(PERF === '')(`perf.data by perf script, live (${PERF || 'perf is missing'})`, () => {
  it('reads what this perf writes, compressed and not', async () => {
    const path = join(folder, 'live.data')
    for (const extra of [[], ['-z'], ['-o', '-']]) {
      const args = ['record', '-N', '-q', '-e', 'cpu-clock', '-F', '999', '-g', '-o', path, ...extra]
      const program = ['--', 'sh', '-c', 'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done']
      const { status, stdout } = spawnSync('perf', [...args, ...program], { maxBuffer: 1 << 26 })
      // Where the kernel forbids it there is nothing to compare.
      if (status !== 0) return
      if (stdout.length > 0) writeFileSync(path, stdout)
      const bytes = new Uint8Array(
        stdout.length > 0 ? stdout : execFileSync('cat', [path], { maxBuffer: 1 << 26 }),
      )
      const found = samplesLikePerf(await readAny(bytes, 'live.data'), true)
      expect(found.length).toBeGreaterThan(10)
      expect(found.sort()).toEqual(perfScriptSamples(path)!.lines.sort())
    }
  })
})
