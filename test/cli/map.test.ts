import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saveRecording } from '../../src/workbench/saving/save.ts'
import { recordingFromText } from '../support/recording-from-text.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-map-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(async () => {
  const recording = recordingFromText(
    `
6                     3
main[file:a.py]       main[file:a.py]
read[file:lib/b.py]   work[file:a.py]
                      read[file:lib/b.py]
`,
    { name: 'made.py' },
  )
  await saveRecording(recording, join(folder, 'a.pyrometer'))
  await saveRecording({ ...recording, stacks: null }, join(folder, 'none.pyrometer'))
})

async function pyrometer(...argv: string[]) {
  const { status, stdout, stderr } = await runCli(argv, { cwd: folder })
  return { status, out: stdout, err: stderr }
}

const names = (svg: string) => [...svg.matchAll(/<g><title>([^\n<]*)/g)].map(match => match[1])

describe('pyrometer map', () => {
  it('draws the call tree, packages, callers and callees', async () => {
    const calls = await pyrometer('map', 'a.pyrometer', '-o', '-')
    expect([calls.status, names(calls.out)]).toEqual([0, ['main', 'read', 'read']])
    const packages = await pyrometer('map', 'a.pyrometer', '-o', '-', '--by', 'packages')
    expect(names(packages.out)).toEqual(['read'])
    expect(packages.out).toContain('lib › b.py › <tspan class="name">read')
    const callers = await pyrometer('map', 'a.pyrometer', '-o', '-', '--callers', 'read')
    expect(names(callers.out)).toEqual(['read', 'main', 'main'])
    const callees = await pyrometer(
      'map',
      'a.pyrometer',
      '-o',
      '-',
      '--callees',
      'work',
      '--nesting',
      'split',
    )
    expect(names(callees.out)).toEqual(['work', 'read'])
    expect(callees.out).toContain('callees of work')
  })

  it('writes a file of the size that is asked for', async () => {
    await pyrometer(
      'map',
      'a.pyrometer',
      '-o',
      'a.svg',
      '--width',
      '500',
      '--height',
      '300',
      '--title',
      'T <1>',
    )
    const svg = readFileSync(join(folder, 'a.svg'), 'utf8')
    expect(svg).toContain('width="532" height="396"')
    expect(svg).toContain('<title>T &lt;1&gt;</title>')
  })

  it('colours boxes of a difference as their labels say', async () => {
    // In all, b costs more; where c calls it, less.
    writeFileSync(join(folder, 'now.folded'), 'a;b 9\nc;b 2\n')
    writeFileSync(join(folder, 'before.folded'), 'a;b 3\nc;b 5\n')
    const args = ['--base', 'before.folded', '--normalize', 'none', '-o', '-']
    const { out } = await pyrometer('map', 'now.folded', ...args)
    const boxes = [...out.matchAll(/<g><title>b\n([^<]*)<\/title><rect class="h(\d)/g)]
    expect(boxes.map(([, tip, step]) => [tip!.includes('▲'), Number(step) > 3]).sort()).toEqual([
      [false, false],
      [true, true],
    ])
  })

  it('says what is wrong and what is allowed', async () => {
    const ending = await pyrometer('map', 'a.pyrometer', '-o', 'a.xyz')
    expect([ending.status, ending.err]).toEqual([2, expect.stringContaining('.svg')])
    const nesting = await pyrometer('map', 'a.pyrometer', '-o', '-', '--nesting', 'round')
    expect(nesting.status).toBe(2)
    expect(nesting.err).toContain('squarified, split, balanced')
    const size = await pyrometer('map', 'a.pyrometer', '-o', '-', '--width', '9')
    expect([size.status, size.err]).toEqual([2, expect.stringContaining('from 100 to 20000')])
    const func = await pyrometer('map', 'a.pyrometer', '-o', '-', '--callers', 'nobody')
    expect([func.status, func.err]).toEqual([2, expect.stringContaining('no function nobody')])
    const both = await pyrometer('map', 'a.pyrometer', '-o', '-', '--callers', 'read', '--callees', 'read')
    expect(both.status).toBe(2)
    const packages = await pyrometer('map', 'a.pyrometer', '-o', '-', '--callers', 'read', '--by', 'packages')
    expect([packages.status, packages.err]).toEqual([2, expect.stringContaining('Leave out --by')])
    const widths = await pyrometer('map', 'a.pyrometer', '-o', '-', '--widths', 'base')
    expect([widths.status, widths.err]).toEqual([2, expect.stringContaining('--base FILE')])
    const none = await pyrometer('map', 'none.pyrometer', '-o', '-')
    expect([none.status, none.err]).toEqual([2, expect.stringContaining('neither stacks nor calls')])
  })
})
