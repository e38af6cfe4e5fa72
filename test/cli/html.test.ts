import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeRecording } from '../../src/model/codec/read.ts'
import { encodeRecording } from '../../src/model/codec/write.ts'
import { demoRecording } from '../browser/support/demo-recording.ts'
import { runCli } from '../support/run-cli.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyrometer-html-'))
  writeFileSync(join(folder, 'demo.pyrometer'), encodeRecording(demoRecording()))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function pageOf(name: string) {
  const text = readFileSync(join(folder, name), 'utf8')
  const base64 = text.match(/x-pyrometer"[^>]*>([^<]*)<\/script>/)![1]!
  const hash = text.match(/data-hash="([^"]*)"/)?.[1] ?? ''
  return { hash, recording: decodeRecording(Uint8Array.from(Buffer.from(base64, 'base64'))) }
}

describe('--html', () => {
  it.each([
    ['report', 'view=functions'],
    ['lines', 'view=source&amp;f='],
    ['flame', 'view=flame&amp;roots=bottom'],
    ['graph', 'view=graph'],
    ['map', 'view=map'],
    ['view', ''],
    ['convert', ''],
  ])('%s writes the application with the recording inside', async (command, hash) => {
    const { status, stderr } = await runCli([command, 'demo.pyrometer', '--html', `${command}.page`], {
      cwd: folder,
    })
    expect([status, stderr]).toEqual([0, ''])
    const page = pageOf(`${command}.page`)
    expect(page.hash).toContain(hash)
    expect(page.recording.stacks!.weights).toEqual(demoRecording().stacks!.weights)
  })

  it('shows the flame graph that was asked for', async () => {
    const shown = async (...args: string[]) => {
      await runCli(['flame', 'demo.pyrometer', '--html', 'f.html', ...args], { cwd: folder })
      return Object.fromEntries(new URLSearchParams(pageOf('f.html').hash.replaceAll('&amp;', '&')))
    }
    expect(await shown('--inverted')).toEqual({ view: 'flame' })
    expect(await shown('--flamechart', '-i', '--search', 'jv')).toEqual({
      view: 'flame',
      order: 'time',
      q: 'jv',
    })
    const { f, ...centred } = await shown('--center', 'hankel1')
    expect(centred).toEqual({ view: 'flame', order: 'centred', centre: f })
    const { shared } = pageOf('f.html').recording
    expect(shared.strings[shared.funcs.name[Number(f)]!]).toBe('hankel1')
    expect(await shown('-i', '--base', 'demo.pyrometer', '--widths', 'union')).toMatchObject({
      ...{ view: 'flame', widths: 'union', base: '1' },
    })
  })

  it('is where convert writes an output of that ending, and what record writes beside its recording', async () => {
    await runCli(['convert', 'demo.pyrometer', '-o', 'converted.html'], { cwd: folder })
    expect(pageOf('converted.html').recording.meta.name).toBe(demoRecording().meta.name)
    const args = ['record', '-q', '--mode', 'trace', '-o', 'r.pstats', '--html', 'r.html']
    const { status, stdout, stderr } = await runCli([...args, '--', 'python3', '-c', 'pass'], {
      cwd: folder,
    })
    expect([status, stdout, stderr]).toEqual([0, '', 'r.html\n'])
    expect(pageOf('r.html').recording.calls!.rows.length).toBeGreaterThan(0)
  })

  it('redacts on request', async () => {
    await runCli(['report', 'demo.pyrometer', '--html', 'r.html', '--redact'], { cwd: folder })
    const { recording } = pageOf('r.html')
    expect(recording.shared.strings.join()).not.toMatch(/\/opt\/venv|def element_sum/)
    expect(recording.meta.warnings.map(({ code }) => code)).toContain('redacted')
  })

  it('redacts the patterns that a page does itself', async () => {
    const args = [
      'report',
      'demo.pyrometer',
      '--base',
      'demo.pyrometer',
      '--hide',
      '/opt/venv/lib/x',
      '--redact',
    ]
    const { status } = await runCli([...args, '--html', 'b.html'], { cwd: folder })
    expect(status).toBe(0)
    expect(pageOf('b.html').hash).toContain('base=1')
    expect(pageOf('b.html').hash).not.toContain('opt')
  })

  it.each([
    [['flame', 'demo.pyrometer'], /Nothing says where to draw/],
    [['flame', 'demo.pyrometer', '-o', 'a.svg', '--html', 'a.html'], /not both/],
    [['report', 'demo.pyrometer', '--redact'], /Add --html FILE/],
    [['report', 'demo.pyrometer', '--json', '--html', 'a.html'], /--json prints an answer/],
    [['lines', 'demo.pyrometer', '--json', '--html', 'a.html'], /--json prints an answer/],
    [['view', 'demo.pyrometer', '--html', 'a.html', '--redact', '--embed-source'], /Give one of them/],
  ])('%j is a usage error', async (args, message) => {
    const { status, stderr } = await runCli(args, { cwd: folder })
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
  })
})

describe('view --base', () => {
  it.each([
    [
      ['--base', 'other.folded'],
      /scatter\.py cannot be compared with other\.folded: .*nothing that both measure/,
    ],
    [['--base', 'demo.pyrometer', '--normalize', 'duration'], null],
    [['--normalize', 'duration'], /--normalize is about a base/],
  ])('%j says at once what cannot be compared', async (args, message) => {
    writeFileSync(join(folder, 'other.folded'), 'main;read 2\n')
    const { status, stderr } = await runCli(['view', 'demo.pyrometer', ...args, '--html', 'b.html'], {
      cwd: folder,
    })
    expect(status).toBe(message === null ? 0 : 2)
    expect(stderr).toMatch(message ?? /^$/)
  })

  it('does not read standard input twice', async () => {
    const { status, stderr } = await runCli(['view', '-', '--base', '-', '--no-open'], { cwd: folder })
    expect([status, stderr]).toEqual([2, expect.stringContaining('can be read once only')])
  })
})

describe('a page of a picture', () => {
  const hashOf = async (...args: string[]) => {
    const { status, stderr } = await runCli([...args, '--html', 'p.html'], { cwd: folder })
    expect(status).toBe(0)
    return {
      stderr,
      hash: Object.fromEntries(new URLSearchParams(pageOf('p.html').hash.replaceAll('&amp;', '&'))),
    }
  }

  it('opens on the call graph that was asked for, as far as the page has it', async () => {
    const graph = ['graph', 'demo.pyrometer']
    expect((await hashOf(...graph)).hash).toEqual({ view: 'graph', heat: 'total' })
    const asked = ['--nodecount', '25', '--cluster', 'file', '--cycles', 'collapsed', '-n', '2', '-e', '0.5']
    const { hash, stderr } = await hashOf(...graph, ...asked, '--value', 'cpu', '--color-nodes-by-selftime')
    expect(stderr).toBe('')
    expect(hash).toEqual({
      ...{ view: 'graph', value: '1', nodes: '40', cluster: 'file', cycles: 'collapsed' },
      ...{ least: '2', leastcall: '0.5' },
    })
  })

  it('says which options only pictures have', async () => {
    expect((await hashOf('flame', 'demo.pyrometer', '--title', 'x', '--hash')).stderr).toBe(
      'The page does without --title, --hash: only pictures have such\n',
    )
    expect((await hashOf('graph', 'demo.pyrometer', '--strip')).stderr).toContain('without --strip')
    expect((await hashOf('map', 'demo.pyrometer', '--width', '500')).stderr).toContain('without --width')
  })
})

describe('options of graph that would change nothing', () => {
  it.each([
    [['--depth', '2'], /--depth is about --root or --leaf/],
    [['--compare-only-slower'], /--compare-only-slower is about --compare/],
    [['--compare-tolerance', '3', '--base', 'demo.pyrometer'], /--compare-tolerance is about --compare/],
  ])('%j is a usage error', async (args, message) => {
    const { status, stderr } = await runCli(['graph', 'demo.pyrometer', ...args], { cwd: folder })
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)])
  })
})
