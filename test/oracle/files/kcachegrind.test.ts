import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { withCalls } from '../../../src/analysis/tree/calls-from-stacks.ts'
import { callgrind } from '../../../src/formats/callgrind/format.ts'
import { writeWith } from '../../support/read-format.ts'
import { recordingFromText } from '../../support/recording-from-text.ts'
import { tally } from '../../support/tally.ts'

const hasPrograms = ['kcachegrind', 'dbus-run-session'].every(
  program => spawnSync('which', [program]).status === 0,
)
const STACKS = `
  1      3      1
  main   main   main
  read   parse  parse[file:a.py]
                token[line:12]
`
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-kcachegrind-'))
chmodSync(folder, 0o700)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The function that KCachegrind goes to when it has loaded a file; null where it loaded none in `seconds`. No window is
 *  shown. It does not end by itself. */
function selectedIn(file: string, seconds: number): string | null {
  const env = {
    ...process.env,
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    QT_QPA_PLATFORM: 'offscreen',
    QT_FORCE_STDERR_LOGGING: '1',
  }
  const args = ['--kill-after=1', String(seconds), 'dbus-run-session', '--', 'kcachegrind', file]
  const { stderr } = spawnSync('timeout', args, { env, encoding: 'utf8' })
  return /Selected\s+"(.*)"/.exec(stderr)?.[1] ?? null
}

describe.skipIf(!hasPrograms)('KCachegrind (needs kcachegrind and dbus-run-session)', () => {
  it('loads what is written, and goes to main()', async () => {
    const path = join(folder, 'callgrind.out.1')
    writeFileSync(path, await writeWith(callgrind, [withCalls(recordingFromText(STACKS))]))
    expect(selectedIn(path, 6)).toBe('main')
    tally('callgrind', 'oracle')
  })

  it('loads no other text', () => {
    const path = join(folder, 'callgrind.out.2')
    writeFileSync(path, 'nothing of the kind\n')
    expect(selectedIn(path, 4)).toBeNull()
  })
})
