import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { PYROMETER } from '../support/pyrometer.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-start-'))
const program = join(dirname(PYROMETER), '..', 'program')
const kept = existsSync(program) ? readdirSync(program).find(name => name.startsWith('code-')) : undefined
afterAll(() => rmSync(folder, { recursive: true }))

function report(): string {
  return execFileSync(process.execPath, [join(folder, 'cli/main.js'), 'report', '-'], {
    input: 'main;read 2\n',
    encoding: 'utf8',
  })
}

/** Changes every file of V8's code that the build kept. */
function spoil(change: (code: Buffer) => Uint8Array): void {
  const code = join(folder, 'program', kept!)
  for (const name of readdirSync(code))
    writeFileSync(join(code, name), change(readFileSync(join(code, name))))
}

it.skipIf(kept === undefined)(
  'the command line starts whatever became of the code that was kept (needs a build)',
  () => {
    for (const part of ['cli/main.js', 'cli/package.json', 'program']) {
      cpSync(join(dirname(PYROMETER), '..', part), join(folder, part), { recursive: true })
    }
    const whole = report()
    expect(whole).toContain('read')
    spoil(code => code.subarray(0, code.length >> 1))
    expect(report(), 'cut off').toBe(whole)
    spoil(() => Buffer.from('no code of V8'))
    expect(report(), 'something else').toBe(whole)
    rmSync(join(folder, 'program', kept!), { recursive: true })
    expect(report(), 'none').toBe(whole)
    expect(existsSync(join(folder, 'program', kept!))).toBe(false)
  },
)
