import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { guppy } from './format.ts'

const FIXTURES = 'test/fixtures/formats/guppy'

/** Rows in order: name, bytes, objects. */
function rowsOf({ shared, stacks }: Recording): [string, number, number][] {
  return Array.from(stacks!.samples.stack, (stack, i) => {
    const func = shared.frames.func[shared.stacks.frame[stack]!]!
    const [size, objects] = stacks!.weights.map(column => column[i]!)
    return [shared.strings[shared.funcs.name[func]!]!, size!, objects!]
  })
}

const total = (recording: Recording) =>
  recording.stacks!.weights.map(column => column.reduce((sum, value) => sum + value, 0))

describe('readGuppy()', () => {
  it('reads statistics: a recording a heap, the differences too', async () => {
    const recordings = await readWith(guppy, readFileSync(`${FIXTURES}/guppy3-3.1.7.hpy`), 'a.hpy')
    const text = readFileSync(`${FIXTURES}/guppy3-3.1.7.hpy`, 'utf8')
    const rows = text.split('\n').filter(line => line.startsWith('.r: ')).length
    expect(recordings.map(recording => recording.meta.name)).toEqual(
      recordings.map((_, i) => `a.hpy ${i + 1}`),
    )
    expect(recordings.reduce((sum, { stacks }) => sum + stacks!.samples.length, 0)).toBe(rows)
    const [count, size] = ['count', 'size'].map(key => Number(new RegExp(`\\.${key}: (\\d+)`).exec(text)![1]))
    expect(total(recordings[0]!)).toEqual([size, count])
    expect(recordings[0]!.meta.startTime).toMatch(/^\d{19}$/)
  })

  it('reads printed tables to the same whole', async () => {
    const statistics = await readWith(guppy, readFileSync(`${FIXTURES}/guppy3-3.1.7.hpy`), 'a.hpy')
    const tables = await readWith(guppy, readFileSync(`${FIXTURES}/guppy3-3.1.7.txt`), 'a.txt')
    expect(tables.length).toBe(3)
    expect(total(tables[0]!)).toEqual(total(statistics[0]!))
    expect(rowsOf(tables[0]!).slice(0, 20)).toEqual(rowsOf(statistics[0]!).slice(0, 20))
    expect(rowsOf(tables[0]!).at(-1)![0]).toBe('[more rows]')
    expect(tables[1]!.meta.recorder.settings.rows).toBe('Referrers by Kind (class / dict of class)')
    expect(total(tables[2]!)[1]).toBe(3)
    expect(tables[0]!.meta.warnings).toMatchObject([
      { code: 'unreadable-lines', count: 1, firstAt: 'line 1' },
    ])
  })

  it('joins kinds that go on in the next line', async () => {
    const text = [
      'Partition of a set of 3 objects. Total size = 40 bytes.',
      ' Index  Count   %     Size   % Cumulative  % Referrers by Kind',
      '     0      3 100       40 100        40 100 dict of module, tuple,',
      '                                              types.GetSetDescriptorType',
    ].join('\n')
    const [recording] = await readWith(guppy, Buffer.from(text))
    expect(rowsOf(recording!)).toEqual([['dict of module, tuple, types.GetSetDescriptorType', 40, 3]])
  })

  it('fails where no heap is', async () => {
    await expect(readWith(guppy, Buffer.from('x\n'))).rejects.toThrow('guppy: expected ".loader: _load_stat"')
  })

  it('makes groups of objects without references; of a difference none', async () => {
    const [, , objects] = await readWith(guppy, readFileSync(`${FIXTURES}/guppy3-3.1.7.txt`), 'a.txt')
    const [first, ...others] = await readWith(guppy, readFileSync(`${FIXTURES}/guppy3-3.1.7.hpy`), 'a.hpy')
    const { types, objects: groups, hasReferences } = first!.heap!
    expect(hasReferences).toBe(false)
    const sum = (column: Iterable<number>) => [...column].reduce((all, value) => all + value, 0)
    expect([sum(groups.size), sum(groups.count)]).toEqual(total(first!))
    const { strings } = first!.shared
    const row = Array.from(groups.type.keys()).find(
      i => strings[types.name[groups.type[i]!]!] === 'CodeType',
    )!
    expect(strings[types.module[groups.type[row]!]!]).toBe('types')
    expect(others.some(({ heap }) => heap === null)).toBe(
      others.some(({ stacks }) => stacks!.weights.some(column => column.some(value => value < 0))),
    )
    const { heap, shared } = objects!
    expect(Array.from(heap!.objects.label, label => shared.strings[label])).toContain('os')
    expect(Array.from(heap!.types.name, name => shared.strings[name])).toContain('dict of module')
  })
})
