import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openInputs } from '../../../src/workbench/opening/open.ts'
import { tally } from '../../support/tally.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-perf-'))
const path = join(folder, 'perf.data')
const WORK =
  'i=0; while [ $i -lt 40000 ]; do i=$((i+1)); done; gzip -9c /bin/sh >/dev/null; gzip -9c /bin/sh >/dev/null'
const RECORD = [
  'record',
  '-q',
  '-N',
  '-e',
  'cpu-clock',
  '-F',
  '999',
  '-g',
  '--threads',
  '-o',
  path,
  '--',
  'sh',
  '-c',
  WORK,
]

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Whether perf can record here at all. */
const canRecord = spawnSync('perf', RECORD).status === 0

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!canRecord)('a directory of perf record --threads', () => {
  it('has the samples that perf finds in it, each with its command and time', async () => {
    const printed = execFileSync('perf', ['script', '-i', path, '--ns', '-F', 'comm,tid,time'], {
      encoding: 'utf8',
    })
    const expected = printed
      .trim()
      .split('\n')
      .map(line => {
        const [, comm, tid, time] = /^\s*(.*?)\s+(\d+)\s+(\d+\.\d+):/.exec(line)!
        return `${comm} ${tid} ${time!.replace('.', '')}`
      })
    const [recording] = await openInputs([path], { cwd: folder, stdin: nothing() })
    const { shared, stacks, meta } = recording!
    const first = BigInt(String((meta.extra.perfData as { firstTime: string }).firstTime))
    const found = Array.from(stacks!.samples.thread, (thread, i) => {
      const time = first + BigInt(stacks!.samples.time[i]!)
      return `${shared.strings[shared.threads.name[thread]!]} ${shared.threads.tid[thread]} ${time}`
    })
    expect(found.length).toBeGreaterThan(5)
    expect(found.toSorted()).toEqual(expected.toSorted())
    expect(meta.warnings.map(({ code }) => code)).not.toContain('directory')
    tally('perf-data', 'oracle')
  })
})
