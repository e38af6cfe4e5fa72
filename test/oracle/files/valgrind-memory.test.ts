import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { fixtureFiles } from '../../support/corpus.ts'
import { compileNativeHeap, figuresOf, type NativeProgram } from '../../support/native-program.ts'
import { tally } from '../../support/tally.ts'

const hasValgrind = spawnSync('valgrind', ['--version']).status === 0
const hasPrinter = spawnSync('ms_print', ['--version']).error === undefined
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-valgrind-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const numberOf = (text: string) => Number(text.replaceAll(',', ''))
const sumOf = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0)

describe.skipIf(!hasValgrind)('DHAT (needs valgrind)', () => {
  it('reads the sums that valgrind prints of a run', async () => {
    const path = join(folder, 'dhat.json')
    const { stderr } = spawnSync('valgrind', ['--tool=dhat', `--dhat-out-file=${path}`, 'ls', '/usr'], {
      encoding: 'utf8',
    })
    const [recording] = await readAny(new Uint8Array(readFileSync(path)), path)
    const { valueTypes, weights } = recording!.stacks!
    const column = (name: string) => sumOf(weights[valueTypes.findIndex(type => type.name === name)]!)
    const printed = (key: string) => {
      const found = new RegExp(`${key}: +([\\d,]+) bytes(?: in ([\\d,]+) blocks)?`).exec(stderr)!
      return [numberOf(found[1]!), found[2] === undefined ? null : numberOf(found[2])]
    }
    expect([column('allocated bytes'), column('allocated objects')]).toEqual(printed('Total'))
    expect([column('peak bytes'), column('peak objects')]).toEqual(printed('At t-gmax'))
    expect([column('in-use bytes'), column('in-use objects')]).toEqual(printed('At t-end'))
    expect([column('read bytes'), null]).toEqual(printed('Reads'))
    expect([column('written bytes'), null]).toEqual(printed('Writes'))
    tally('dhat', 'oracle')
  })
})

describe.skipIf(!hasPrinter)('Massif (needs valgrind)', () => {
  it.each(
    fixtureFiles('massif').map(file => [file.name, file] as const),
  )('%s has the snapshots that ms_print prints', async (name, file) => {
    const path = join(folder, name)
    writeFileSync(path, file.bytes())
    const text = execFileSync('ms_print', ['--threshold=0', path], { encoding: 'utf8' })
    const recordings = await readAny(file.bytes(), name)
    const { timelines } = recordings[0]!
    const unit = /time\((\w+)\)/.exec(text)![1] === 'ms' ? 1e6 : 1
    const rows = [...text.matchAll(/^ *\d+ +([\d,]+) +([\d,]+) +([\d,]+) +([\d,]+) +([\d,]+)$/gm)]
    const value = (series: string, i: number) =>
      timelines.find(timeline => timeline.name === series)?.points.value[i] ?? 0
    expect(timelines[0]!.points.length).toBe(rows.length)
    for (const [i, row] of rows.entries()) {
      const [time, total, heap, extra, stacks] = row.slice(1).map(numberOf)
      expect(timelines[0]!.points.time[i]).toBe(time! * unit)
      expect([value('heap', i), value('heap-extra', i), value('stacks', i)]).toEqual([heap, extra, stacks])
      expect(heap! + extra! + stacks!).toBe(total)
    }
    const detailed = /Detailed snapshots: \[(.*?)\]/.exec(text)![1]!.split(', ')
    const withStacks = recordings.filter(({ stacks }) => stacks !== null)
    expect(withStacks.length).toBe(detailed.length)
    const numbers = withStacks.map(
      ({ meta }) => /^snapshot (\d+)( \(peak\))?$/.exec(String(meta.recorder.settings.snapshot))!,
    )
    expect(numbers.map(match => match[1]!).sort()).toEqual(
      detailed.map(text => String(Number.parseInt(text, 10))).sort(),
    )
    expect(numbers[0]![0]).toContain(detailed.some(text => text.includes('peak')) ? '(peak)' : '')
    for (const [k, { stacks }] of withStacks.entries()) {
      // Bytes that no caller accounts for are the site's own, so that all add up to the snapshot's heap.
      expect(sumOf(stacks!.weights[0]!)).toBe(value('heap', Number(numbers[k]![1])))
    }
    tally('massif', 'oracle')
  })
})

const hasCompiler = spawnSync('cc', ['--version']).status === 0

describe.skipIf(!hasValgrind || !hasCompiler)('a program of known memory (needs valgrind and cc)', () => {
  let program: NativeProgram
  beforeAll(() => {
    program = compileNativeHeap(['-g'])
  })
  afterAll(() => program?.remove())
  const words = ['build', 'churn', 'drop', 'many', 'library']

  async function run(tool: string, ...options: string[]) {
    const path = join(program.folder, tool)
    const args = [`--tool=${tool}`, ...options, `--${tool}-out-file=${path}`, program.path, ...words]
    expect(spawnSync('valgrind', args).status).toBe(0)
    return readAny(new Uint8Array(readFileSync(path)), path)
  }

  it('has in Massif the peak to the byte, and its sites', async () => {
    const recordings = await run('massif', '--peak-inaccuracy=0.0', '--threshold=0')
    const [first] = recordings
    const figures = figuresOf(first!, 'peak bytes')
    expect(figures.get('take')!.self).toBe(5_200_000)
    expect(figures.get('build')!.total).toBe(5_000_000)
    expect(figures.get('churn')!.total).toBe(200_000)
    const heap = first!.timelines.find(({ name }) => name === 'heap')!.points.value
    expect(Math.max(...heap) - sumOf(first!.stacks!.weights[0]!)).toBe(0)
    tally('massif', 'oracle')
  })

  it('has in DHAT what was allocated, in use, written and read', async () => {
    const [recording] = await run('dhat')
    const take = (name: string) => figuresOf(recording!, name).get('take')!.self
    expect([take('allocated bytes'), take('allocated objects')]).toEqual([15_034_000, 2150])
    expect([take('in-use bytes'), take('in-use objects')]).toEqual([2_034_000, 2040])
    expect([take('peak bytes'), take('peak objects')]).toEqual([5_200_000, 101])
    expect(take('written bytes')).toBe(15_034_000)
    expect(take('read bytes')).toBe(0)
    expect(figuresOf(recording!, 'in-use bytes').get('library_takes')!.total).toBe(3_000_000)
    expect(figuresOf(recording!, 'written bytes').get('hidden')!.self).toBe(3_000_001)
    const { shared } = recording!
    const line = shared.frames.func.findIndex(func => shared.strings[shared.funcs.name[func]!] === 'take')
    expect(shared.frames.line[line]).toBeGreaterThan(0)
    tally('dhat', 'oracle')
  })
})
