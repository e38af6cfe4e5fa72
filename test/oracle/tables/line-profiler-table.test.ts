import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { runCli } from '../../support/run-cli.ts'
import { tally } from '../../support/tally.ts'

const PEER = 'line-profiler-5'
const peer = findPeer(PEER)
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-lines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The printed table without the spaces that line_profiler leaves at the ends of lines. */
const trimmed = (text: string) => text.replaceAll(/ +$/gm, '').trim()

describe.skipIf(peer === null)(`lines beside ${peerTitle(PEER)}`, () => {
  const file = join(folder, 'program.lprof')
  const program = join(import.meta.dirname, '../../live/programs/counted.py')
  if (peer !== null) peer.run(['-m', 'kernprof', '-l', '-o', file, program], { cwd: folder })

  it.each([
    { ours: [], theirs: ['-u', '1e-6'] },
    { ours: ['-u', '1'], theirs: ['-u', '1'] },
    { ours: ['-u', '1e-9', '-z'], theirs: ['-u', '1e-9', '-z'] },
    { ours: ['-t', '-m'], theirs: ['-u', '1e-6', '-t', '-m'] },
    {
      ours: ['-u', '1e-3', '--skip-zero', '--sort', '--summarize'],
      theirs: ['-u', '1e-3', '-z', '-t', '-m'],
    },
  ])('prints what python -m line_profiler prints: $theirs', async ({ ours, theirs }) => {
    const printed = peer!.run(['-m', 'line_profiler', ...theirs, file], { cwd: folder })
    const { stdout, status } = await runCli(['lines', file, ...ours], { cwd: folder })
    expect(status).toBe(0)
    expect(trimmed(stdout)).toBe(trimmed(printed))
    tally('lprof', 'oracle')
  })

  it('shows the functions that are named', async () => {
    const { stdout } = await runCli(['lines', file, 'while_loop'], { cwd: folder })
    expect(stdout).toContain('Function: while_loop at line 53')
    expect(stdout).not.toContain('Function: fib')
  })
})
