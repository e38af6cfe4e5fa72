import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { artTrace } from './format.ts'

const le = (value: number, size: number) =>
  Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256)
const text = (value: string) => [...new TextEncoder().encode(value)]
const header = (version: number, recordSize = 14) => [
  ...[...text('SLOW'), ...le(version, 2), ...le(32, 2), ...le(5, 8), ...le(recordSize, 2)],
  ...new Array(14).fill(0),
]
const sections = (version: number, clock: string) =>
  text(
    `*version\n${version}\nclock=${clock}\npid=7\n*threads\n7\tmain\n*methods\n` +
      '0x4\ta.B\trun\t()V\tB.java\n0x8\ta.B\tread\t(I)V\tB.java\t12\n*end\n',
  )

async function read(bytes: readonly number[]): Promise<Recording> {
  return (await readWith(artTrace, new Uint8Array(bytes), 'a.trace'))[0]!
}

/** Rows as `path @time: weights`, microseconds. */
function rows({ shared, stacks }: Recording): string[] {
  const { samples, weights, valueTypes } = stacks!
  return Array.from({ length: samples.length }, (_, i) => {
    const names: string[] = []
    for (let at = samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    const values = weights.map((column, k) => column[i]! / (valueTypes[k]!.name === 'calls' ? 1 : 1000))
    return `${names.reverse().join(';')} @${samples.time[i]! / 1000}: ${values.join(' ')}`
  })
}

describe('readArtTrace()', () => {
  it('reads both clocks of version 3', async () => {
    const record = (method: number, cpu: number, wall: number) => [
      ...[...le(7, 2), ...le(method, 4), ...le(cpu, 4), ...le(wall, 4)],
    ]
    const recording = await read([
      ...[...sections(3, 'dual'), ...header(3)],
      ...[...record(4, 0, 10), ...record(8, 1, 12), ...record(9, 3, 20), ...record(5, 4, 25)],
    ])
    expect(recording.stacks!.valueTypes.map(({ name }) => name)).toEqual(['wall', 'cpu', 'calls'])
    expect(rows(recording)).toEqual([
      'a.B.run @10: 2 1 1',
      'a.B.run;a.B.read @12: 8 2 1',
      'a.B.run @20: 5 1 0',
    ])
    const { strings, funcs } = recording.shared
    expect([strings[funcs.systemName[1]!], funcs.line[0], funcs.line[1]]).toEqual(['a.B.read(I)V', -1, 12])
  })

  it('reads the one clock of versions 2 and 1', async () => {
    const two = [4, 0, 5, 9].flatMap((value, i, all) =>
      i % 2 === 0 ? [...le(7, 2), ...le(value, 4), ...le(all[i + 1]!, 4)] : [],
    )
    expect(rows(await read([...sections(2, 'wall'), ...header(2), ...two]))).toEqual(['a.B.run @0: 9 1'])
    const cpu = await read([...sections(2, 'thread-cpu'), ...header(2), ...two])
    expect(cpu.stacks!.valueTypes[0]!.name).toBe('cpu')
    expect(cpu.stacks!.isTimed).toBe(false)
    const one = [...[7, ...le(4, 4), ...le(0, 4)], ...[7, ...le(5, 4), ...le(3, 4)]]
    expect(rows(await read([...sections(1, 'wall'), ...header(1), ...one]))).toEqual(['a.B.run @0: 3 1'])
  })

  it('reads a streamed trace, whole and cut off', async () => {
    const method = '0x4\ta.B\trun\t()V\tB.java\n'
    const bytes = [
      ...header(0xf3),
      ...[...le(0, 2), 2, ...le(7, 2), ...le(4, 2), ...text('main')],
      ...[...le(0, 2), 1, ...le(method.length, 2), ...text(method)],
      ...[...le(7, 2), ...le(4, 4), ...le(0, 4), ...le(0, 4)],
      ...[...le(7, 2), ...le(5, 4), ...le(2, 4), ...le(6, 4)],
    ]
    const summary = '*version\n3\nclock=dual\nelapsed-time-usec=6\n*threads\n7\tmain\n*end\n'
    const whole = await read([...bytes, ...le(0, 2), 3, ...le(summary.length, 4), ...text(summary)])
    expect(rows(whole)).toEqual(['a.B.run @0: 6 2 1'])
    expect([whole.meta.duration, whole.meta.warnings.length]).toEqual([6000, 0])
    const cut = await read(bytes.slice(0, -3))
    expect(cut.meta.warnings.map(({ code }) => code)).toEqual(['cut-off', 'open-methods'])
  })

  it('reads the packets of version 5', async () => {
    const method = 'a.B\trun\t()V\tB.java\n'
    const id = 2 ** 40
    // 2^40 as a signed LEB128, then differences of 1, 1500 ns and 1000 ns.
    const entries = [...[0x80, 0x80, 0x80, 0x80, 0x80, 0x20], ...[0, 0], ...[1, 0xdc, 0x0b, 0xe8, 0x07]]
    const recording = await read([
      ...header(5),
      ...[0, ...le(7, 4), ...le(4, 2), ...text('main')],
      ...[1, ...le(id, 8), ...le(method.length, 2), ...text(method)],
      ...[2, ...le(7, 4), ...le(2, 3), ...le(entries.length, 4), ...entries],
    ])
    expect(rows(recording)).toEqual(['a.B.run @0: 1.5 1 1'])
    expect(recording.shared.strings[recording.shared.threads.name[0]!]).toBe('main')
  })

  it('counts exits without entries and entries without exits', async () => {
    const record = (method: number, wall: number) => [
      ...le(7, 2),
      ...le(method, 4),
      ...le(wall, 4),
      ...le(wall, 4),
    ]
    const recording = await read([
      ...[...sections(3, 'dual'), ...header(3)],
      ...[
        ...record(5, 1),
        ...record(4, 2),
        ...record(8, 3),
        ...record(5, 5),
        ...record(4, 6),
        ...record(8, 9),
      ],
    ])
    expect(recording.meta.warnings.map(({ code, count }) => `${code} ${count}`)).toEqual([
      ...['unmatched-exits 1', 'missing-exits 1', 'open-methods 2'],
    ])
    expect(rows(recording)).toEqual([
      ...[
        'a.B.run @2: 1 1 1',
        'a.B.run;a.B.read @3: 2 2 1',
        'a.B.run @6: 3 3 1',
        'a.B.run;a.B.read @9: 0 0 1',
      ],
    ])
  })

  it('names the version it does not know', async () => {
    await expect(read(header(7))).rejects.toMatchObject({ code: 'PYRO_VERSION' })
    await expect(read([...text('*version\n3\n')])).rejects.toThrow(/^art-trace: byte \d+: expected "\*end"/)
  })
})
