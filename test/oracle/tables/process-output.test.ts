import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { NEEDS, PYROMETER } from '../../support/pyrometer.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-output-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Far more than a pipe holds. */
const STACKS = join(folder, 'large.folded')
writeFileSync(STACKS, Array.from({ length: 40_000 }, (_, i) => `main;work;function_${i} ${i + 1}\n`).join(''))
const ARGS = [PYROMETER, 'convert', STACKS, '--to', 'collapsed', '-o', '-']

/** Reads, after a while, from a pipe whose writer was told not to wait. */
const IMPATIENT = `
import fcntl, os, subprocess, sys, time
read, write = os.pipe()
fcntl.fcntl(write, fcntl.F_SETFL, fcntl.fcntl(write, fcntl.F_GETFL) | os.O_NONBLOCK)
child = subprocess.Popen(sys.argv[1:], stdout=write)
os.close(write)
time.sleep(0.5)
while True:
    data = os.read(read, 1 << 16)
    if not data:
        break
    sys.stdout.buffer.write(data)
sys.stdout.flush()
sys.exit(child.wait())
`

describe.skipIf(NEEDS !== '')(`what the program writes${NEEDS}`, () => {
  it('arrives whole in a file, in a pipe, and in a pipe that does not wait', () => {
    const file = join(folder, 'out.folded')
    expect(spawnSync(process.execPath, ARGS, { stdio: ['ignore', openSync(file, 'w'), 'pipe'] }).status).toBe(
      0,
    )
    const wanted = readFileSync(STACKS, 'utf8')
    expect(readFileSync(file, 'utf8')).toBe(wanted)
    expect(execFileSync(process.execPath, ARGS, { encoding: 'utf8', maxBuffer: 1e8 })).toBe(wanted)
    const impatient = ['-c', IMPATIENT, process.execPath, ...ARGS]
    expect(execFileSync('python3', impatient, { encoding: 'utf8', maxBuffer: 1e8 })).toBe(wanted)
  })

  it('ends quietly where the reader has left, and with a sentence where there is no room', () => {
    const shell = (command: string) =>
      spawnSync('bash', ['-c', command, process.execPath, ...ARGS], { encoding: 'utf8' })
    const left = shell('set -o pipefail; "$0" "$@" | head -n 1')
    expect([left.status, left.stdout, left.stderr]).toEqual([0, 'main;work;function_0 1\n', ''])
    const full = shell('"$0" "$@" > /dev/full')
    expect([full.status, full.stderr]).toEqual([
      2,
      expect.stringContaining('cannot write to standard output: ENOSPC'),
    ])
  })
})
