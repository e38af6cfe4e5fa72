import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { perfScript } from './format.ts'

async function read(text: string): Promise<Recording> {
  const recordings = await readWith(perfScript, new TextEncoder().encode(text))
  expect(recordings).toHaveLength(1)
  return recordings[0]!
}

/** Each sample as "thread: root;…;leaf". */
function paths({ shared, stacks }: Recording): string[] {
  return Array.from(stacks!.samples.stack, (stack, i) => {
    const names: string[] = []
    for (let at = stack; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      const mark = shared.frames.inlined[frame] === 1 ? '*' : ''
      names.unshift(shared.strings[shared.funcs.name[shared.frames.func[frame]!]!]! + mark)
    }
    const thread = stacks!.samples.thread[i]!
    return `${thread === -1 ? '' : shared.strings[shared.threads.name[thread]!]}: ${names.join(';')}`
  })
}

function weight(recording: Recording, name: string): number[] {
  const k = recording.stacks!.valueTypes.findIndex(type => type.name === name)
  return [...recording.stacks!.weights[k]!]
}

describe('perf script', () => {
  it('takes the last numbers before the time for the ids, whatever the command is called', async () => {
    const lines = [
      'Web Content 2  4711/4714  [002] 10.000001: cycles: ',
      'dd 29776 10.000002:   10101010 cpu-clock: ',
      ':-1    -1 [000] 10.000003: cycles: ',
      'kworker/0:1-eve  12 [001] 10.000004: cycles: ',
    ]
    const { shared, stacks } = await read(lines.map(line => `${line}\n\t  401000 main (/a)\n\n`).join(''))
    const threads = Array.from(shared.threads.name, (name, i) => [
      shared.strings[name],
      shared.threads.tid[i],
    ])
    expect(threads).toEqual([
      ['Web Content 2', 4714],
      ['dd', 29776],
      [':-1', -1],
      ['kworker/0:1-eve', 12],
    ])
    expect([...shared.processes.pid]).toEqual([4711])
    expect(stacks!.isTimed).toBe(true)
    expect([...stacks!.samples.time]).toEqual([0, 1000, 2000, 3000])
  })

  it('takes a right-aligned "dd" for a command and not for an address', async () => {
    const recording = await read(
      '              dd 29776 666.771979:   10101010 cpu-clock:      7f0000401000 read+0x1 (/lib/libc.so)\n',
    )
    expect(paths(recording)).toEqual(['dd: read'])
    expect(weight(recording, 'cpu-clock')).toEqual([10101010])
    expect(recording.shared.frames.address[0]).toBe(0x7f0000401000n)
  })

  it('finds the binary behind names and paths with brackets', async () => {
    const recording = await read(
      [
        'a 1 5.000000: cycles: ',
        '\t  1 operator()(int, char) const (/memfd:x (deleted))',
        '\t  2 Foo<int (*)(long)>::bar(std::function<void ()>) (/opt/my (old) app/b)',
        '\t  3 plain (/lib/libc.so.6+0x1234)',
        '',
      ].join('\n'),
    )
    const { shared } = recording
    expect(paths(recording)).toEqual([
      'a: plain;Foo<int (*)(long)>::bar(std::function<void ()>);operator()(int, char) const',
    ])
    expect(Array.from(shared.libs.path, path => shared.strings[path])).toEqual([
      '/memfd:x (deleted)',
      '/opt/my (old) app/b',
      '/lib/libc.so.6',
    ])
  })

  it('keeps inlined frames, source lines, Java chains and Python names', async () => {
    const recording = await read(
      [
        'java 7 1.000001: 100 cycles: ',
        '\t  401139 inner (inlined)',
        '\t  401139 outer+0x9 (/opt/t)',
        '  t.c:12 (discriminator 2)',
        '\t  7f01 La;::x->Lb;::y->Lc;::z+0x1 (/tmp/perf-7.map)',
        '\t  7f02 py::work:/srv/job.py+0xb (/tmp/perf-7.map)',
        '\tffffffff81000001 do_idle+0x1 ([kernel.kallsyms])',
        '',
        '',
      ].join('\n'),
    )
    const { shared } = recording
    expect(paths(recording)).toEqual(['java: do_idle;work;La;::x;Lb;::y*;Lc;::z*;outer;inner*'])
    const funcOf = (name: string) =>
      Array.from(shared.funcs.name).findIndex((text, func) => {
        return shared.strings[text] === name && shared.frames.func.includes(func)
      })
    const pathOf = (func: number) => shared.strings[shared.sources.path[shared.funcs.source[func]!]!]
    expect(shared.funcs.kind[funcOf('do_idle')]).toBe(FuncKind.kernel)
    expect(shared.funcs.kind[funcOf('work')]).toBe(FuncKind.python)
    expect(pathOf(funcOf('work'))).toBe('/srv/job.py')
    const outer = Array.from(shared.frames.line).indexOf(12)
    expect(shared.strings[shared.funcs.name[shared.frames.func[outer]!]!]).toBe('outer')
    expect(pathOf(shared.frames.func[outer]!)).toBe('t.c')
  })

  it('puts up to four events side by side, and gives each of more its own recording', async () => {
    const sample = (event: string, at: number) => `a 1 1.00000${at}: 7 ${event}: \n\t 401000 main (/a)\n\n`
    const events = ['cycles', 'instructions', 'faults', 'sched:sched_switch', 'probe:f']
    const some = await read(events.slice(0, 2).map(sample).join(''))
    expect(some.stacks!.valueTypes.map(type => type.name)).toEqual([
      ...['cycles samples', 'cycles', 'instructions samples', 'instructions'],
    ])
    expect(weight(some, 'cycles')).toEqual([7, 0])
    expect(weight(some, 'instructions samples')).toEqual([0, 1])
    const many = await readWith(perfScript, new TextEncoder().encode(events.map(sample).join('')), 'x.txt')
    expect(many.map(({ meta }) => meta.name)).toEqual(events.map(event => `x.txt ${event}`))
    expect(many.map(({ stacks }) => stacks!.samples.length)).toEqual([1, 1, 1, 1, 1])
  })

  it('says what it left out: branches, registers, tracepoint fields, records, lost samples', async () => {
    const recording = await read(
      [
        'a 1 1.000000: PERF_RECORD_MMAP2 1/1: [0x400000(0x1000) @ 0 fe:00 1 2]: r-xp /a',
        'a 1 1.000001: PERF_RECORD_LOST lost 23',
        'a 1 1.000002: sched:sched_switch: prev_comm=a prev_pid=1 ==> next_comm=b next_pid=2',
        '\t 401000 main (/a)',
        ' ABI:2    AX:0x1    BX:0x2 ',
        ' 0x40056e/0x40057a/P/-/-/0  0x400500/0x40056a/M/-/-/12 ',
        '',
        '\t0000000000401000\tinsn: 48 89 e5',
        'nothing of perf',
        'a 1 1.000003: sched:sched_switch: prev_comm=a',
        '\tGARBAGE',
        '',
      ].join('\n'),
    )
    expect(paths(recording)).toEqual(['a: main', 'a: '])
    const counts = Object.fromEntries(recording.meta.warnings.map(({ code, count }) => [code, count]))
    expect(counts).toMatchObject({
      'side-events': 1,
      'lost-samples': 23,
      'tracepoint-fields': 2,
      'branch-stacks': 2,
    })
    expect(counts['unreadable-lines']).toBeGreaterThanOrEqual(2)
  })

  it('sorts samples that come out of order, and leaves out times that are none of a clock', async () => {
    const sample = (time: string) => `a 1 ${time}: cycles: \n\t 401000 main (/a)\n\n`
    const sorted = await read(
      ['1.000001', '1.000005', '1.000003', '1.000007', '1.000009'].map(sample).join(''),
    )
    expect([...sorted.stacks!.samples.time]).toEqual([0, 2000, 4000, 6000, 8000])
    expect(sorted.meta.extra).toEqual({ perfScript: { clockStart: '1.000001000' } })
    const deltas = await read(
      ['0.000000', '0.000005', '0.000001', '0.000005', '0.000001'].map(sample).join(''),
    )
    expect(deltas.stacks!.isTimed).toBe(false)
    expect(deltas.meta.warnings.map(({ code }) => code)).toEqual(['times-fall'])
  })

  it('keeps times of months exact', async () => {
    const recording = await read(
      ['28075374.517811001', '28075374.517811004']
        .map(time => `a 1 ${time}: cycles: \n\t 1 f (/a)\n\n`)
        .join(''),
    )
    expect([...recording.stacks!.samples.time]).toEqual([0, 3])
    expect(recording.meta.extra).toEqual({ perfScript: { clockStart: '28075374.517811001' } })
  })

  it('reads stacks of 100,000 frames', async () => {
    const frames = Array.from({ length: 100_000 }, (_, i) => `\t ${(i % 7) + 1} f${i % 7} (/a)\n`).join('')
    const recording = await read(`a 1 1.000000: cycles: \n${frames}\n`)
    expect(recording.shared.stacks.length).toBe(100_000)
  })

  it('names the first line that is none where there is no sample', async () => {
    await expect(read('# nothing\nhello\n')).rejects.toThrow(/^perf-script: line 2: expected samples/)
  })
})
