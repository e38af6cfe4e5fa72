import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { joinDumps } from './dump-series.ts'
import { openInputs } from './opening/open.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyrometer-series-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function open(sizes: readonly number[], secondOf: (i: number) => number) {
  const files = sizes.map((size, i) => {
    const path = join(folder, `run.000${i + 1}.heap`)
    writeFileSync(
      path,
      `heap profile: 1: ${size} [ 1: ${size}] @ heapprofile\n1: ${size} [ 1: ${size}] @ 0x10\n`,
    )
    utimesSync(path, secondOf(i), secondOf(i))
    return path
  })
  const recordings = await openInputs(files, { cwd: '/', stdin: (async function* () {})() })
  return { recordings, files }
}

describe('joinDumps()', () => {
  it('makes the dumps of a program one recording of its peak, over time', async () => {
    const { recordings, files } = await open([100, 900, 300], i => 1000 + 2 * i)
    // In whatever order they are named.
    const [joined, ...rest] = joinDumps([...recordings].reverse(), [...files].reverse(), '/')
    expect(rest).toEqual([])
    expect(joined!.meta.name).toBe('run')
    expect([...joined!.timelines[0]!.points.time]).toEqual([0, 2e9, 4e9])
    expect([...joined!.timelines[0]!.points.value]).toEqual([100, 900, 300])
    const { valueTypes, weights } = joined!.stacks!
    expect(weights[valueTypes.findIndex(({ name }) => name === 'peak bytes')]![0]).toBe(900)
    expect(joined!.meta.warnings.map(({ code }) => code)).not.toContain('time-unit')
  })

  it('counts dumps where their files were written in another order', async () => {
    const { recordings, files } = await open([100, 900, 300], i => 1000 - i)
    const [joined] = joinDumps(recordings, files, '/')
    expect([...joined!.timelines[0]!.points.time]).toEqual([1e9, 2e9, 3e9])
    expect(joined!.meta.warnings.map(({ code }) => code)).toContain('time-unit')
  })

  it('leaves a single one as it is', async () => {
    const { recordings, files } = await open([100], () => 1000)
    expect(joinDumps(recordings, files, '/')).toBe(recordings)
  })
})
