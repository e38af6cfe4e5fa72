import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findPeer, peerTitle } from '../support/peers.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-plot-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Memory rises by 2 MiB a second from 10 MiB, with a child from 2 s to 4 s, and two functions one in the other. */
const DAT = [
  'CMDLINE python made.py',
  ...Array.from({ length: 11 }, (_, i) => `MEM ${(10 + i).toFixed(6)} ${(1000 + i / 2).toFixed(4)}`),
  'CHLD 0 5.000000 1002.0000',
  'CHLD 0 8.000000 1004.0000',
  'FUNC made.outer 10.0 1001.0000 18.0 1004.0000',
  'FUNC made.inner 14.0 1002.0000 16.0 1003.0000',
  '',
].join('\n')
writeFileSync(join(folder, 'a.dat'), DAT)
writeFileSync(join(folder, 'b.dat'), DAT.replaceAll('MEM 1', 'MEM 4'))

const plot = (...argv: string[]) => runCli(['plot', ...argv, '-o', '-'], { cwd: folder })

describe('pyrometer plot', () => {
  it('draws the program with its children on top, the peak and the functions', async () => {
    const { status, stdout } = await plot('a.dat')
    expect(status).toBe(0)
    expect(stdout.match(/class="line l\d" d=/g)).toHaveLength(2)
    // 16 or 18 MiB of the program with 8 of the child beside it at 4 s.
    expect(stdout).toContain('27.3\u2009MB at 4.00\u2009s · made.outer<')
    expect(stdout.indexOf('>made.outer<')).toBeLessThan(stdout.indexOf('>made.inner<'))
    expect((await plot('a.dat', '-n')).stdout).not.toContain('made.inner')
  })

  it('draws the trend with its slope, a window, a title', async () => {
    const { stdout } = await plot('a.dat', '--slope', '-w', '1,3', '-t', 'Mine', '--children', 'summed')
    expect(stdout).toContain('<text class="head" x="16" y="28">Mine</text>')
    expect(stdout).toContain('slope +')
    expect(stdout).not.toContain('>4\u2009s<')
    expect(stdout.match(/class="line l\d" d=/g)).toHaveLength(1)
  })

  it('draws several files over each other, and other pictures', async () => {
    const { stdout } = await plot('a.dat', 'b.dat', '--label', 'before', '--label', 'after')
    expect(stdout).toMatch(/>before<[\s\S]*>after</)
    for (const name of ['a.png', 'a.pdf']) {
      expect((await runCli(['plot', 'a.dat', '-o', name], { cwd: folder })).status).toBe(0)
      expect(existsSync(join(folder, name))).toBe(true)
    }
  })

  it('says what it can plot', async () => {
    const { status, stderr } = await plot('a.dat', '--series', 'gil')
    expect([status, stderr.includes('It has rss')]).toEqual([2, true])
    expect((await plot('a.dat', '-w', '3,1')).status).toBe(2)
  })
})

describe('pyrometer report --peak', () => {
  const peer = findPeer('memory-profiler')
  const mprof = join('.pyrometer-cache', 'peers', 'memory-profiler', 'bin', 'mprof')

  it.skipIf(peer === null)(`prints what mprof peak prints (${peerTitle('memory-profiler')})`, async () => {
    const { stdout } = await runCli(['report', '--peak', 'a.dat'], { cwd: folder })
    const theirs = execFileSync(join(process.cwd(), mprof), ['peak', 'a.dat'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(stdout.split('\n').slice(0, 2).join('\n')).toBe(theirs.trimEnd())
    expect(stdout).toContain('at 5.00\u2009s')
  })
})
