import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-centred-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('flame --center --base', () => {
  it('says by what callers differ and gives them no difference of their own', async () => {
    writeFileSync(join(folder, 'new.folded'), 'main;a;b 5\nmain;c;b 2\n')
    writeFileSync(join(folder, 'old.folded'), 'main;a;b 3\nmain;c;b 4\n')
    const args = ['flame', 'new.folded', '--base', 'old.folded', '--center', 'b', '-o', 'out.svg']
    const { status, stderr } = await runCli(args, { cwd: folder })
    expect([status, stderr.replace(/^Focus on .*\n/, '')]).toEqual([0, ''])
    const svg = readFileSync(join(folder, 'out.svg'), 'utf8')
    // 2 of 7 samples came over from c to a: their boxes say so, and are painted as ones that differ by nothing themselves.
    expect(svg).toMatch(/<title>a\ntotal 5, was 3: ▲ \+2 \(\+67\s%\)<\/title><rect class="h3"/)
    expect(svg).toMatch(/<title>c\ntotal 2, was 4: ▼ −2 \(−50\s%\)<\/title><rect class="h3"/)
    expect(svg).toMatch(/<rect class="h3" x="16" y="-24"/)
  })
})
