import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heapAnswer } from '../../src/wire/heap.ts'
import { saveRecording } from '../../src/workbench/saving/save.ts'
import { type DrawnObject, heapRecording } from '../support/heap-recording.ts'
import { recordingFromText } from '../support/recording-from-text.ts'
import { runCli } from '../support/run-cli.ts'

/** A module whose cache holds so many leaks, each with a text; and a pair that nothing refers to. */
function leaking(leaks: number): DrawnObject[] {
  const of = (i: number) => 3 + 2 * i
  return [
    { type: 'builtins.module', label: 'app', size: 72, root: 'module app', refersTo: [[1, '.__dict__']] },
    { type: 'builtins.dict', size: 232, refersTo: [[2, '.cache']] },
    {
      type: 'builtins.list',
      size: 56 + 8 * leaks,
      refersTo: Array.from({ length: leaks }, (_, i) => [of(i), `[${i}]`] as const),
    },
    ...Array.from({ length: leaks }, (_, i): DrawnObject[] => [
      { type: 'app.Leak', size: 48, address: 4096 + 64 * i, refersTo: [[of(i) + 1, '.text']] },
      { type: 'builtins.str', size: 1000, isUntracked: true },
    ]).flat(),
    { type: 'app.Node<b>', size: 48, refersTo: [[of(leaks) + 1, '.peer']] },
    { type: 'app.Node<b>', size: 48, refersTo: [[of(leaks), '.peer']] },
  ]
}

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-heap-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(async () => {
  const save = (name: string, recording: Parameters<typeof saveRecording>[0]) =>
    saveRecording(recording, join(folder, name))
  await save('one.pyrometer', heapRecording([leaking(2)], { name: 'one.py', names: ['at exit'] }))
  await save(
    'two.pyrometer',
    heapRecording([leaking(2), leaking(5)], { name: 'two.py', names: ['start', 'end'] }),
  )
  const groups: DrawnObject[] = [{ type: 'dict', count: 3, size: 300 }]
  await save('groups.pyrometer', heapRecording([groups], { name: 'groups.py', hasReferences: false }))
  const sites = recordingFromText('\n7     2\nmain  main\nload  parse', { name: 'sites.py' })
  const type = { kind: 'snapshot', precision: 'exact' } as const
  const valueTypes = [
    { ...type, name: 'in-use bytes', unit: 'bytes' },
    { ...type, name: 'in-use objects', unit: 'count' },
  ] as const
  await save('sites.pyrometer', { ...sites, stacks: { ...sites.stacks!, valueTypes } })
  await save('none.pyrometer', recordingFromText('1\nmain', { name: 'none.py' }))
})

async function heap(...argv: string[]) {
  const { status, stdout, stderr } = await runCli(['heap', ...argv], { cwd: folder })
  return { status, out: stdout.replaceAll('\u2009', ' '), err: stderr }
}

describe('pyrometer heap', () => {
  it('prints types with tracked and untracked objects apart, and what retains most', async () => {
    const { status, out } = await heap('one.pyrometer')
    expect(status).toBe(0)
    expect(out).toContain(
      '9 objects, 2.57 kB: 7 tracked by the garbage collector (568 B), 2 not tracked (2.00 kB)',
    )
    expect(out).toMatch(/Type +Tracked +Untracked +Size +Share +Retained +Share\n/)
    expect(out).toMatch(/app\.Leak +2 +– +96 B/)
    expect(out).toMatch(/module app +#0/)
    expect((await heap('one.pyrometer', '--by', 'module', '--limit', '1')).out).toMatch(/1 more/)
  })

  it('prints what grew between snapshots, of one file or of two', async () => {
    const within = await heap('two.pyrometer', '--growth')
    expect(within.out).toContain('start to end: from 9 objects')
    expect(within.out).toMatch(/app\.Leak +5 +\+3 +240 B +\+144 B/)
    const between = await heap('two.pyrometer', '--base', 'one.pyrometer', '--sort', 'count')
    expect(between.out).toMatch(/Type +Objects +\+ +Size +\+ +Over peak/)
    expect(between.out).toMatch(/app\.Leak +5 +\+3/)
    const fresh = await heap('two.pyrometer', '--new', '--json')
    expect(JSON.parse(fresh.out).groups.find(({ name }: { name: string }) => name === 'app.Leak').count).toBe(
      3,
    )
    const early = await heap('two.pyrometer', '--snapshot', 'start', '--json')
    expect(JSON.parse(early.out).snapshot).toMatchObject({ name: 'start', number: 1, count: 9 })
  })

  it('says why objects are alive, who refers to them, and how large they are', async () => {
    const { out } = await heap('one.pyrometer', '--paths', 'Leak')
    expect(out).toContain('2 objects, 96 B, such as #3:\n    module app .cache → list [0] → app.Leak\n')
    expect((await heap('one.pyrometer', '--paths', '0x1040')).out).toContain('list [1] → app.Leak')
    expect((await heap('one.pyrometer', '--paths', '#8')).out).toContain('is garbage')
    expect((await heap('one.pyrometer', '--referrers', '#3')).out).toMatch(/list +\[0\] +#2/)
    expect((await heap('one.pyrometer', '--size', '#3')).out).toMatch(/what only it keeps alive +2 +1\.05 kB/)
    expect((await heap('one.pyrometer', '--cycles')).out).toMatch(/2 app\.Node<b> +1 +2 +96 B/)
  })

  it('answers in JSON of the documented shape', async () => {
    const questions = [
      [],
      ['--growth'],
      ['--paths', 'Leak'],
      ['--paths', '#12'],
      ['--referrers', '#12'],
      ['--cycles'],
    ]
    for (const question of [...questions, ['--size', '#12']]) {
      const { out } = await heap('two.pyrometer', '--json', ...question)
      expect(() => heapAnswer.strict().parse(JSON.parse(out))).not.toThrow()
    }
  })

  it('draws references and the map, with names as text', async () => {
    const { out } = await heap('one.pyrometer', '--refs', '#7', '--direction', 'both', '-o', '-')
    expect(out).toContain('app.Node&lt;b&gt;')
    expect(out).not.toContain('Node<b>')
    expect((await heap('one.pyrometer', '--refs', 'Leak', '-o', 'r.dot')).status).toBe(0)
    expect(readFileSync(join(folder, 'r.dot'), 'utf8')).toMatch(/2 -> 3 \[label="\[0\]"\]/)
    expect((await heap('one.pyrometer', '--map', '-o', '-')).out).toContain('module app')
  })

  it('says what cannot be answered, and how to get it', async () => {
    const error = async (...argv: string[]) => {
      const { status, err } = await heap(...argv)
      expect(status).toBe(2)
      return err
    }
    expect(await error('none.pyrometer')).toMatch(/none\.py has no objects of a heap\n.*record --mode heap/)
    expect(await error('groups.pyrometer', '--paths', 'dict')).toMatch(/does not say which object refers/)
    expect(await error('groups.pyrometer', '--sort', 'retained')).toMatch(/keeps alive/)
    expect(await error('one.pyrometer', '--paths', 'Laek')).toMatch(/nearest types: app\.Leak/)
    expect(await error('one.pyrometer', '--growth')).toMatch(/only one[\s\S]*--base FILE/)
    expect(await error('two.pyrometer', '--snapshot', 'x')).toMatch(/snapshots are 1 start, 2 end/)
    expect(await error('one.pyrometer', '--refs', 'Leak')).toMatch(/-o OUT\.svg/)
    expect(await error('one.pyrometer', '-o', 'x.svg')).toMatch(/nothing to draw/)
    expect(await error('one.pyrometer', '--map', '-o', 'x.dot')).toMatch(/names no kind of picture/)
    expect((await heap('groups.pyrometer')).out).toMatch(/dict +3 +–/)
  })
})

describe('a recording of nothing but a heap', () => {
  it('is listed by report, drawn by flame and map, and converted with its losses said', async () => {
    const pyrometer = (...argv: string[]) => runCli(argv, { cwd: folder })
    expect((await pyrometer('report', 'two.pyrometer')).stdout).toMatch(/end +15 /)
    expect((await pyrometer('flame', 'one.pyrometer', '-o', '-')).stdout).toContain('module app')
    const { status, stderr } = await pyrometer('convert', 'one.pyrometer', '-o', 'one.speedscope.json')
    expect([status, stderr]).toEqual([0, expect.stringContaining('the objects of the heap')])
    expect((await pyrometer('convert', 'one.pyrometer', 'two.pyrometer', '-o', 'all.pyrometer')).status).toBe(
      0,
    )
    expect((await pyrometer('heap', 'all.pyrometer', '--growth')).stdout).toContain('at exit to end')
  })

  it('takes filters for places that allocate, and refuses them for objects', async () => {
    const whole = await heap('sites.pyrometer')
    expect(whole.out).toMatch(/load[\s\S]*parse/)
    const filtered = await heap('sites.pyrometer', '--focus', 'parse')
    expect(filtered.status).toBe(0)
    expect(filtered.out).toContain('parse')
    expect(filtered.out).not.toContain('load')
    for (const file of ['one.pyrometer', 'groups.pyrometer']) {
      expect(await heap(file, '--focus', 'Leak')).toMatchObject({ status: 2, out: '' })
    }
    expect((await heap('sites.pyrometer', '--preset', 'mine')).err).toContain('Presets: only-my-code')
  })
})
