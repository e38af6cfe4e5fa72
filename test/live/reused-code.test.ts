import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, it } from 'vitest'
import { livePythons } from '../support/live-pythons.ts'
import { figuresOf, NEEDS, openRecording, runPyrometer } from '../support/pyrometer.ts'

const PROGRAM = resolve(import.meta.dirname, 'programs/reuse.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-reuse-'))
const pythons = [...livePythons()].filter(([release]) => !release.startsWith('2.'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(NEEDS !== '' || pythons.length === 0)(
  `code objects whose memory is used again${NEEDS}`,
  () => {
    for (const [release, { path }] of pythons) {
      it.concurrent(`are not mistaken for those that were there before: ${release}`, async ({ expect }) => {
        const file = join(folder, `${release}.pyrometer`)
        const args = ['record', '--rate', '1000', '-o', file, '--', path, PROGRAM]
        expect((await runPyrometer(args)).status).toBe(0)
        const { shareOf } = figuresOf(await openRecording(file))
        for (let n = 0; n < 40; n++) expect(shareOf(`park_${n}`, `parked-${n}`)).toBeGreaterThan(0.8)
      })
    }
  },
)
